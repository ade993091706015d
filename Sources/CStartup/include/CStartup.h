#ifndef CSTARTUP_H
#define CSTARTUP_H

#include <stdbool.h>

// Whether the current folder is still there.
bool startup_current_folder_exists(void);

#endif
