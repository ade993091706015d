#pragma once

#include <cstdint>

// The inner loops of batch normalization over matrices [rows, columns] whose rows lie `stride` elements apart. Bits of
// bfloat16 and floats are computed in single precision with sums in double precision, doubles in double precision.
namespace ctorch::normalization {

using bits16 = uint16_t;

// What a matrix of at most so many columns needs on the stack.
constexpr int64_t most_columns = 512;

// How the gradient passes the rectifier behind the normalization.
enum class Rectifier {
  // There is none.
  absent,
  // It passes where the normalized value, which is computed once more, is positive.
  recomputed,
  // It passes where the output is positive; what passes is also stored, being the gradient of the residual too.
  stored,
};

// value = (input − mean) · scale + shift, of each column.
template <typename A>
struct Affine {
  const A *mean, *scale, *shift;
};

// The means of the columns and their sums of squared differences from them.
#define CT_DECLARE(T, A)                                                                                               \
  void statistics(const T *input, int64_t rows, int64_t columns, int64_t stride, double *means, double *squares);      \
  /* output = max(0, value + residual), without what is null or not asked for. */                                      \
  void write(const T *input, const T *residual, T *output, int64_t rows, int64_t columns, int64_t stride,              \
             Affine<A> affine, bool rectifies);                                                                        \
  /* The sums over rows of the gradient that passed the rectifier, and of its products with input − mean. */           \
  void reduce(const T *input, const T *gradient, const T *output, T *passed, int64_t rows, int64_t columns,            \
              int64_t stride, Affine<A> affine, Rectifier rectifier, double *sums, double *products);                  \
  /* result = scale · gradient − offset − factor · (input − mean); the rectifier is absent or recomputed. */           \
  void write_gradient(const T *input, const T *gradient, T *result, int64_t rows, int64_t columns, int64_t stride,     \
                      Affine<A> affine, const A *offset, const A *factor, Rectifier rectifier);

CT_DECLARE(bits16, float)
CT_DECLARE(float, float)
CT_DECLARE(double, double)
#undef CT_DECLARE

}  // namespace ctorch::normalization
