// Counts what one thread allocates: this target's malloc stands before the C library's in any program that it is linked
// into. For tests only, on systems with the GNU C library.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stddef.h>

typedef struct {
  size_t count;            // blocks that were asked for
  size_t largest;          // bytes of the largest one
  ptrdiff_t balance_bytes; // bytes asked for, less those freed
} callocations;

// Whether anything is counted; 0 with another C library, or with a sanitizer, which has a malloc of its own.
int callocations_available(void);
// Counts what the calling thread does from now on.
void callocations_begin(void);
// Ends that and returns the counts.
callocations callocations_end(void);

#endif
