#ifndef CSTARTUP_H
#define CSTARTUP_H

#include <stdbool.h>

// Whether the current folder is still there.
bool startup_current_folder_exists(void);

// Lets the signal come when the process that has started this one ends; false if that is not `parent`, which has ended before.
bool startup_end_with_parent(int parent, int signal);

#endif
