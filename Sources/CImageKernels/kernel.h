#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <string.h>

#include "CImageKernels.h"

// x86-64-v3 is AVX2, v4 is AVX-512; the choice among them needs the GNU loader's ifunc. The loader calls the functions
// that choose before a sanitizer is ready for the checks that it has put into them.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && defined(__clang__) && !defined(IS_SANITIZED)
#define MULTIVERSIONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MULTIVERSIONED
#endif

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
