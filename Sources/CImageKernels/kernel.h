#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <string.h>

#include "CImageKernels.h"
#include "CMultiversioning.h"

#define INLINED static inline __attribute__((always_inline))

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef int32_t i32x16 __attribute__((vector_size(64)));

INLINED u8x16 load_16(const uint8_t *source) {
  u8x16 value;
  memcpy(&value, source, 16);
  return value;
}

INLINED void store_16(uint8_t *target, u8x16 value) { memcpy(target, &value, 16); }

#endif
