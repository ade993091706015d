#include "CStartup.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

bool startup_current_folder_exists(void) {
  char path[PATH_MAX];
  return getcwd(path, sizeof path) != NULL || errno != ENOENT;
}

#ifdef __linux__

bool startup_end_with_parent(int parent, int signal) {
  return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL) == 0 && getppid() == parent;
}

// MKL, which libtorch brings along, ends the process while libraries are loaded if there is no current folder. What stands in this
// section of a program runs before that.
static void require_current_folder(int count, char **words, char **environment) {
  (void)count, (void)words, (void)environment;
  if (startup_current_folder_exists()) return;
  static const char text[] = "barlow: the current folder no longer exists; change to another one and repeat the command\n";
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
  _exit(66);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(int, char **, char **) =
    require_current_folder;

#else

bool startup_end_with_parent(int parent, int signal) {
  (void)signal;
  return getppid() == parent;
}

#endif
