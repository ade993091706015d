#include "OuterProducts.h"

#include "FusedProducts.h"

namespace ctorch {

#if defined(CT_FUSED_PRODUCTS)

namespace {

constexpr int64_t most_rows = 6, block_columns = 16, vector_size = 8;

// What comes before is added last: the shorter a sum, the less it rounds.
template <int rows>
CT_FUSED void add_block(const float *factors, int64_t factor_step, const float *numbers, int64_t number_step, int64_t count, float *sums,
                        int64_t sum_step) {
  __m256 sum[rows][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm256_setzero_ps();
  for (int64_t n = 0; n < count; n++, factors += factor_step, numbers += number_step) {
    const __m256 low = _mm256_loadu_ps(numbers), high = _mm256_loadu_ps(numbers + vector_size);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const __m256 factor = _mm256_broadcast_ss(factors + i);
      CT_ADD_PRODUCT(sum[i][0], factor, low, "x");
      CT_ADD_PRODUCT(sum[i][1], factor, high, "x");
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    float *to = sums + i * sum_step;
    _mm256_storeu_ps(to, _mm256_loadu_ps(to) + sum[i][0]);
    _mm256_storeu_ps(to + vector_size, _mm256_loadu_ps(to + vector_size) + sum[i][1]);
  }
}

}  // namespace

void add_outer_products(const float *factors, int64_t factor_step, int64_t rows, const float *numbers, int64_t number_step, int64_t columns,
                        int64_t count, float *sums) {
  // As equal as they can be, five or six: fewer could not hide how long a sum takes.
  const int64_t parts = (rows + most_rows - 1) / most_rows;
  for (int64_t part = 0; part < parts; part++) {
    const int64_t begin = rows * part / parts, end = rows * (part + 1) / parts;
    const auto add = end - begin == most_rows ? add_block<6> : add_block<5>;
    for (int64_t column = 0; column < columns; column += block_columns) {
      add(factors + begin, factor_step, numbers + column, number_step, count, sums + begin * columns + column, columns);
    }
  }
}

#else

void add_outer_products(const float *, int64_t, int64_t, const float *, int64_t, int64_t, int64_t, float *) {}

#endif

}  // namespace ctorch
