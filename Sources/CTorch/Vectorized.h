#pragma once

#include <cstdint>
#include <cstring>

#include "CMultiversioning.h"

#define CT_INLINE inline __attribute__((always_inline))

// How vectors are passed differs between instruction sets; here none is, since everything is inlined.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"
#endif

// Sixteen elements at once, in however many registers the instruction set needs for them.
namespace ctorch::vectorized {

constexpr int64_t lanes = 16;

// The bits of a bfloat16: the upper half of those of a float.
using bits16 = uint16_t;

typedef float floats __attribute__((ext_vector_type(16)));
typedef double doubles __attribute__((ext_vector_type(16)));
typedef uint32_t words __attribute__((ext_vector_type(16)));
typedef uint16_t halfwords __attribute__((ext_vector_type(16)));

// What elements of a stored type are computed in, one and sixteen at once.
template <typename T>
struct Arithmetic {
  using scalar = float;
  using vector = floats;
};
template <>
struct Arithmetic<double> {
  using scalar = double;
  using vector = doubles;
};
template <typename T>
using Scalar = typename Arithmetic<T>::scalar;
template <typename T>
using Vector = typename Arithmetic<T>::vector;

template <typename V, typename T>
CT_INLINE V loaded(const T *from) {
  V value;
  std::memcpy(&value, from, sizeof(V));
  return value;
}

CT_INLINE floats load(const float *from) { return loaded<floats>(from); }
CT_INLINE doubles load(const double *from) { return loaded<doubles>(from); }
CT_INLINE floats load(const bits16 *from) {
  const words bits = __builtin_convertvector(loaded<halfwords>(from), words) << 16;
  return __builtin_bit_cast(floats, bits);
}

CT_INLINE void store(float *to, floats value) { std::memcpy(to, &value, sizeof value); }
CT_INLINE void store(double *to, doubles value) { std::memcpy(to, &value, sizeof value); }
// Rounds to the nearest, halves to even, as libtorch does; what is no number stays so.
CT_INLINE void store(bits16 *to, floats value) {
  const words bits = __builtin_bit_cast(words, value);
  const words rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const words result = value != value ? words(0x7fc0) : rounded;
  const halfwords half = __builtin_convertvector(result, halfwords);
  std::memcpy(to, &half, sizeof half);
}

// The first `count` elements, fewer than sixteen, and zeros.
template <typename T>
CT_INLINE Vector<T> load(const T *from, int64_t count) {
  T padded[lanes] = {};
  for (int64_t i = 0; i < count; i++) padded[i] = from[i];
  return load(padded);
}
template <typename T>
CT_INLINE void store(T *to, Vector<T> value, int64_t count) {
  T padded[lanes];
  store(padded, value);
  for (int64_t i = 0; i < count; i++) to[i] = padded[i];
}

// A whole vector, or the first `count` elements of one where `count` is not 0.
template <typename T>
CT_INLINE Vector<T> take(const T *from, int64_t count) {
  return count ? load(from, count) : load(from);
}
template <typename T>
CT_INLINE void put(T *to, Vector<T> value, int64_t count) {
  count ? store(to, value, count) : store(to, value);
}

// Runs body(first element, lanes) for vectors of so many elements; `lanes` is 0 for whole ones.
template <typename Body>
CT_INLINE void for_vectors(int64_t elements, Body body) {
  int64_t i = 0;
  for (; i + lanes <= elements; i += lanes) body(i, int64_t(0));
  if (i < elements) body(i, elements - i);
}

// Zero where the rectifier is cut off; what is no number passes, as in libtorch.
template <typename V>
CT_INLINE V rectified(V value, V by) {
  return by <= 0 ? V(0) : value;
}

}  // namespace ctorch::vectorized
