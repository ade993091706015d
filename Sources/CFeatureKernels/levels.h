// What is compiled for several levels of the instruction set. Private to this target.
#ifndef CFEATUREKERNELS_LEVELS_H
#define CFEATUREKERNELS_LEVELS_H

#include <stddef.h>
#include <stdint.h>

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
#define LANES 16

typedef float f32x16 __attribute__((vector_size(64)));
typedef int32_t i32x16 __attribute__((vector_size(64)));

#endif
