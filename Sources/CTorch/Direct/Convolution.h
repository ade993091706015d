#pragma once

#include <ATen/ATen.h>

namespace ctorch::direct {

// Whether `convolved` may take over: convolutions in single precision on processors with AVX2 and no more, with a 3×3 kernel, of one place and
// stride 2, or of a first layer. There libtorch's gradient of the weight comes to three quarters of the speed of its other products, and those of few
// channels to two thirds of that of many.
bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups);

// The convolution, computed here as far as that was measured to be faster.
at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride);

}  // namespace ctorch::direct
