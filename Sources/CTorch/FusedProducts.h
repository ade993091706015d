#pragma once

#include <cstdint>
#include <cstring>

#include "include/CTorchRuntime.h"

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#include <immintrin.h>
#define CT_FUSED_PRODUCTS 1

// A function of AVX2 with fused multiplication and addition, whatever the rest is compiled for.
#define CT_FUSED __attribute__((target("avx2,fma")))

// Compilers move sums from register to register where so many are taken, at half the speed: each product is written as it is
// meant, a factor in a register ("x") or in memory ("m").
#define CT_ADD_PRODUCT(sum, a, b, place) asm("vfmadd231ps %2, %1, %0" : "+x"(sum) : "x"(a), place(b))

namespace ctorch {

// Eight numbers anywhere in memory.
typedef float unaligned_eight __attribute__((vector_size(32), aligned(4)));

// Adds to the sums of six places, sixteen columns each, the products of `count` numbers of every place with rows of sixteen weights, which
// lie where registers are loaded from: twelve of sixteen registers are sums.
CT_FUSED inline __attribute__((always_inline)) void add_rows(__m256 (&sum)[6][2], const float *const (&places)[6],
                                                             const float *weights, int64_t count) {
  for (int64_t i = 0; i < count; i++, weights += 16) {
    const __m256 low = _mm256_load_ps(weights), high = _mm256_load_ps(weights + 8);
#pragma clang loop unroll(full)
    for (int place = 0; place < 6; place++) {
      const __m256 input = _mm256_broadcast_ss(places[place] + i);
      CT_ADD_PRODUCT(sum[place][0], input, low, "x");
      CT_ADD_PRODUCT(sum[place][1], input, high, "x");
    }
  }
}

}  // namespace ctorch
#endif

namespace ctorch {

// Whether kernels of AVX2 are to be used: where processor and compiler have what they take, and libtorch's own have no vectors of twice
// the length.
inline bool uses_fused_products() {
#if defined(CT_FUSED_PRODUCTS)
  static const bool uses =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && std::strcmp(ct_cpu_capability(), "AVX2") == 0;
  return uses;
#else
  return false;
#endif
}

}  // namespace ctorch
