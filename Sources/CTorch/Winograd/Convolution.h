#pragma once

#include <ATen/ATen.h>

namespace ctorch::winograd {

// Whether `convolved` may take over: 3×3 convolutions of stride 1 in single precision on processors with AVX2 and no more, where it was
// measured to be faster than any that takes all products, and to round less.
bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups);

// The convolution of [N, C, H, W] with [O, C, 3, 3] and padding 1: [N, O, H, W], channels last.
at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight);

// The same without a record: max(0, w ∗ x + b + residual), or without the maximum; the residual, if there is one, is overwritten
// with the result, and is none of the images.
at::Tensor finished(const at::Tensor &images, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual, bool rectifies);

}  // namespace ctorch::winograd
