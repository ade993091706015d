#include "NormalizationKernels.h"

#include <algorithm>

#include "Vectorized.h"

using namespace ctorch::vectorized;

namespace ctorch::normalization {

namespace {

// Sums of this many rows are kept in the type of the arithmetic before they are added in double precision.
constexpr int64_t chunk_rows = 32;

// Rows that are taken together, so that sums are fetched and kept once for all of them. Of several matrices with wide rows,
// single rows are faster: memory is better at few streams.
constexpr int64_t group_rows = 4;
constexpr int64_t narrow_columns = 64;

template <int64_t Count>
struct Rows {
  static constexpr int64_t count = Count;
};
// Runs body(rows, first row) for groups of rows, whose number is a constant of the type.
template <int64_t Count, typename Body>
CT_INLINE void for_groups(int64_t first, int64_t rows, Body body) {
  int64_t r = first;
  for (; r + Count <= rows; r += Count) body(Rows<Count>(), r);
  for (; r < rows; r++) body(Rows<1>(), r);
}

// Two sums of each column over a chunk of rows.
template <typename T>
struct ChunkSums {
  alignas(64) Scalar<T> first[most_columns], second[most_columns];
};

// Differences from the chunk's first row cancel at most as much as the chunk has rows, whatever the values. Chunks are added
// by equation 2.1 of Chan, Golub and LeVeque 1983.
template <typename T>
CT_INLINE void statistics_of(const T *in, int64_t rows, int64_t columns, int64_t stride, double *means, double *squares) {
  std::fill_n(means, columns, 0);
  std::fill_n(squares, columns, 0);
  ChunkSums<T> sums;
  for (int64_t start = 0; start < rows; start += chunk_rows) {
    const int64_t own = std::min(chunk_rows, rows - start);
    const T *chunk = in + start * stride;
    std::fill_n(sums.first, columns, 0);
    std::fill_n(sums.second, columns, 0);
    for_groups<group_rows>(1, own, [=, &sums](auto together, int64_t r) __attribute__((always_inline)) {
      for_vectors(columns, [=, &sums](int64_t c, int64_t count) __attribute__((always_inline)) {
        const auto first = take(chunk + c, count);
        auto sum = take(sums.first + c, count), square = take(sums.second + c, count);
        for (int64_t i = 0; i < together.count; i++) {
          const auto difference = take(chunk + (r + i) * stride + c, count) - first;
          sum += difference;
          square += difference * difference;
        }
        put(sums.first + c, sum, count);
        put(sums.second + c, square, count);
      });
    });
    const double n = static_cast<double>(own), before = static_cast<double>(start);
    const double share = n / (before + n), weight = before * share, part = 1 / n;
    for_vectors(columns, [=, &sums](int64_t c, int64_t count) __attribute__((always_inline)) {
      const doubles sum = __builtin_convertvector(take(sums.first + c, count), doubles), offset = sum * part;
      const doubles own_squares = __builtin_convertvector(take(sums.second + c, count), doubles) - sum * offset;
      const doubles mean = take(means + c, count);
      const doubles distance = __builtin_convertvector(take(chunk + c, count), doubles) + offset - mean;
      put(means + c, doubles(mean + distance * share), count);
      put(squares + c, doubles(take(squares + c, count) + own_squares + distance * distance * weight), count);
    });
  }
}

template <bool adds, bool rectifies, typename T>
CT_INLINE void write_rows(const T *in, const T *residual, T *out, int64_t rows, int64_t columns, int64_t stride,
                          Affine<Scalar<T>> affine) {
  const auto element = [=](int64_t i, int64_t c, int64_t count) __attribute__((always_inline)) {
    auto value = (take(in + i, count) - take(affine.mean + c, count)) * take(affine.scale + c, count) +
                 take(affine.shift + c, count);
    if (adds) value += take(residual + i, count);
    put(out + i, rectifies ? rectified(value, value) : value, count);
  };
  for (int64_t r = 0; r < rows; r++) {
    for_vectors(columns, [=](int64_t c, int64_t count) __attribute__((always_inline)) { element(r * stride + c, c, count); });
  }
}

template <typename T>
CT_INLINE void write_any(const T *in, const T *residual, T *out, int64_t rows, int64_t columns, int64_t stride,
                         Affine<Scalar<T>> affine, bool rectifies) {
  if (residual && rectifies) {
    write_rows<true, true>(in, residual, out, rows, columns, stride, affine);
  } else if (residual) {
    write_rows<true, false>(in, residual, out, rows, columns, stride, affine);
  } else if (rectifies) {
    write_rows<false, true>(in, residual, out, rows, columns, stride, affine);
  } else {
    write_rows<false, false>(in, residual, out, rows, columns, stride, affine);
  }
}

template <Rectifier rectifier, int64_t group, typename T>
CT_INLINE void reduce_groups(const T *in, const T *gradient, const T *out, T *passed, int64_t rows, int64_t columns,
                           int64_t stride, Affine<Scalar<T>> affine, double *totals, double *products) {
  using V = Vector<T>;
  std::fill_n(totals, columns, 0);
  std::fill_n(products, columns, 0);
  ChunkSums<T> sums;
  for (int64_t start = 0; start < rows; start += chunk_rows) {
    std::fill_n(sums.first, columns, 0);
    std::fill_n(sums.second, columns, 0);
    for_groups<group>(start, std::min(start + chunk_rows, rows), [=, &sums](auto together, int64_t r) __attribute__((always_inline)) {
      for_vectors(columns, [=, &sums](int64_t c, int64_t count) __attribute__((always_inline)) {
        const V mean = take(affine.mean + c, count), scale = take(affine.scale + c, count),
                shift = take(affine.shift + c, count);
        V sum = take(sums.first + c, count), product = take(sums.second + c, count);
        for (int64_t i = 0; i < together.count; i++) {
          const int64_t place = (r + i) * stride + c;
          const V difference = take(in + place, count) - mean;
          V g = take(gradient + place, count);
          if (rectifier == Rectifier::recomputed) g = rectified(g, V(difference * scale + shift));
          if (rectifier == Rectifier::stored) {
            g = rectified(g, take(out + place, count));
            put(passed + place, g, count);
          }
          sum += g;
          product += g * difference;
        }
        put(sums.first + c, sum, count);
        put(sums.second + c, product, count);
      });
    });
    for_vectors(columns, [=, &sums](int64_t c, int64_t count) __attribute__((always_inline)) {
      const doubles sum = __builtin_convertvector(take(sums.first + c, count), doubles);
      const doubles product = __builtin_convertvector(take(sums.second + c, count), doubles);
      put(totals + c, doubles(take(totals + c, count) + sum), count);
      put(products + c, doubles(take(products + c, count) + product), count);
    });
  }
}

template <Rectifier rectifier, typename T>
CT_INLINE void reduce_rows(const T *in, const T *gradient, const T *out, T *passed, int64_t rows, int64_t columns,
                           int64_t stride, Affine<Scalar<T>> affine, double *totals, double *products) {
  if (columns <= narrow_columns) {
    reduce_groups<rectifier, group_rows>(in, gradient, out, passed, rows, columns, stride, affine, totals, products);
  } else {
    reduce_groups<rectifier, 1>(in, gradient, out, passed, rows, columns, stride, affine, totals, products);
  }
}

template <typename T>
CT_INLINE void reduce_any(const T *in, const T *gradient, const T *out, T *passed, int64_t rows, int64_t columns,
                          int64_t stride, Affine<Scalar<T>> affine, Rectifier rectifier, double *sums,
                          double *products) {
  switch (rectifier) {
    case Rectifier::absent:
      return reduce_rows<Rectifier::absent>(in, gradient, in, passed, rows, columns, stride, affine, sums, products);
    case Rectifier::recomputed:
      return reduce_rows<Rectifier::recomputed>(in, gradient, in, passed, rows, columns, stride, affine, sums,
                                                products);
    case Rectifier::stored:
      return reduce_rows<Rectifier::stored>(in, gradient, out, passed, rows, columns, stride, affine, sums, products);
  }
}

template <bool rectifies, typename T>
CT_INLINE void write_gradient_rows(const T *in, const T *gradient, T *result, int64_t rows, int64_t columns,
                                   int64_t stride, Affine<Scalar<T>> affine, const Scalar<T> *offset,
                                   const Scalar<T> *factor) {
  using V = Vector<T>;
  const auto element = [=](int64_t i, int64_t c, int64_t count) __attribute__((always_inline)) {
    const V difference = take(in + i, count) - take(affine.mean + c, count), scale = take(affine.scale + c, count);
    V g = take(gradient + i, count);
    if (rectifies) g = rectified(g, V(difference * scale + take(affine.shift + c, count)));
    put(result + i, V(g * scale - take(offset + c, count) - difference * take(factor + c, count)), count);
  };
  for (int64_t r = 0; r < rows; r++) {
    for_vectors(columns, [=](int64_t c, int64_t count) __attribute__((always_inline)) { element(r * stride + c, c, count); });
  }
}

}  // namespace

// Overloads rather than templates: only plain functions can be compiled for several instruction sets.
#define CT_DEFINE(T, A)                                                                                                \
  MULTIVERSIONED void statistics(const T *input, int64_t rows, int64_t columns, int64_t stride, double *means,              \
                            double *squares) {                                                                         \
    statistics_of(input, rows, columns, stride, means, squares);                                                       \
  }                                                                                                                    \
  MULTIVERSIONED void write(const T *input, const T *residual, T *output, int64_t rows, int64_t columns, int64_t stride,    \
                       Affine<A> affine, bool rectifies) {                                                             \
    write_any(input, residual, output, rows, columns, stride, affine, rectifies);                                      \
  }                                                                                                                    \
  MULTIVERSIONED void reduce(const T *input, const T *gradient, const T *output, T *passed, int64_t rows, int64_t columns,  \
                        int64_t stride, Affine<A> affine, Rectifier rectifier, double *sums, double *products) {       \
    reduce_any(input, gradient, output, passed, rows, columns, stride, affine, rectifier, sums, products);             \
  }                                                                                                                    \
  MULTIVERSIONED void write_gradient(const T *input, const T *gradient, T *result, int64_t rows, int64_t columns,           \
                                int64_t stride, Affine<A> affine, const A *offset, const A *factor,                    \
                                Rectifier rectifier) {                                                                 \
    if (rectifier == Rectifier::absent) {                                                                              \
      write_gradient_rows<false>(input, gradient, result, rows, columns, stride, affine, offset, factor);              \
    } else {                                                                                                           \
      write_gradient_rows<true>(input, gradient, result, rows, columns, stride, affine, offset, factor);               \
    }                                                                                                                  \
  }

CT_DEFINE(bits16, float)
CT_DEFINE(float, float)
CT_DEFINE(double, double)

}  // namespace ctorch::normalization
