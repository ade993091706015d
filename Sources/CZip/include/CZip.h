#ifndef CZIP_H
#define CZIP_H

// libzip, which reads archives that nobody vouches for; its functions are used as they are.
#include <zip.h>

#endif
