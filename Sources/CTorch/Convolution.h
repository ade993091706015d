#pragma once

#include <ATen/ATen.h>

namespace ctorch::convolution {

// Whether `convolved` may take over: where autocast computes in bfloat16, on processors that multiply pairs of them, for few
// channels and small images, where libtorch's gradient of the weight comes to half the speed of its other products.
bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups);

// The convolution under autocast, whose gradient with respect to the weight is computed here, in single precision.
at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride);

}  // namespace ctorch::convolution
