#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "NormalizationKernels.h"

// Batch normalization, the sum with a residual and the rectifier as one recorded operation, in its steps: each side's own
// statistics, what is written with the common ones, each side's own sums of gradients, and what is written with those of all.
namespace ctorch::normalization {

// A tensor whose features lie next to each other, [N, C] or channels last, as matrices of rows.
//
// Neighbouring rows of few features are joined to wide ones, and rows are split into slabs and features into blocks. The
// parts depend on the shape alone, so that sums are the same however many threads there are.
struct Layout {
  int64_t features, joined, rows, columns, slab_rows, slabs, block_columns, blocks;

  explicit Layout(const at::Tensor &tensor);
  // The values of each feature.
  double count() const { return static_cast<double>(rows * joined); }
};

// The means of features, and their sums of squared differences from them.
struct Statistics {
  double count;
  std::vector<double> means, squares;
};

// Sums over the batch of a gradient behind the rectifier, and of its products with input − mean.
struct GradientSums {
  std::vector<double> sums, products;
};

// Whether the kernels can take these tensors; residual may be undefined.
bool fits(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual,
          const at::Tensor &running_mean, const at::Tensor &running_variance);

Statistics statistics_of(const at::Tensor &input);
// [4, C]: mean, scale = weight / σ, shift = bias and 1/σ, in the type of the arithmetic.
at::Tensor coefficients(const std::vector<double> &means, const std::vector<double> &variances, const at::Tensor &weight,
                        const at::Tensor &bias, double epsilon);
at::Tensor written(const at::Tensor &input, const at::Tensor &residual, const at::Tensor &coefficients, bool rectifies);
// `passed` is what `Rectifier::stored` stores.
GradientSums gradient_sums(const at::Tensor &input, const at::Tensor &gradient, const at::Tensor &output,
                           const at::Tensor &passed, const at::Tensor &coefficients, Rectifier rectifier);
// The gradient with respect to the input; `sums` are those of `count` values of each feature, or null where the statistics
// do not depend on the input.
at::Tensor written_gradient(const at::Tensor &input, const at::Tensor &gradient, const at::Tensor &coefficients,
                            const GradientSums *sums, double count, Rectifier rectifier);

// The operation itself, for tensors that fit. Running statistics, where they are defined, move in training.
at::Tensor fused(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual,
                 const at::Tensor &running_mean, const at::Tensor &running_variance, bool training, double momentum,
                 double epsilon, bool rectifies);

}  // namespace ctorch::normalization
