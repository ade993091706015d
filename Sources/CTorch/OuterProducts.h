#pragma once

#include <cstdint>

namespace ctorch {

// Adds to sums [rows, columns] the products of `count` vectors: Σ of factors[i, row] · numbers[i, column]; the vectors are `factor_step` and
// `number_step` numbers apart. Rows are 5, 6, 10, 11, 12 or 15 and more but 19, columns a multiple of 16, and the processor has AVX2.
void add_outer_products(const float *factors, int64_t factor_step, int64_t rows, const float *numbers, int64_t number_step, int64_t columns,
                        int64_t count, float *sums);

}  // namespace ctorch
