#ifndef CMULTIVERSIONING_H
#define CMULTIVERSIONING_H

// One function compiled for several levels of the x86-64 instruction set, of which the loader picks the best that the processor
// has: v3 is AVX2, v4 is AVX-512. The choice needs the GNU loader's ifunc, and the loader calls the functions that choose before a
// sanitizer is ready for the checks that it has put into them.
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

#endif
