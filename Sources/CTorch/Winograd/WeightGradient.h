#pragma once

#include <ATen/ATen.h>

namespace ctorch::winograd {

// The gradient [O, C, 3, 3] of the weight, given images [N, C, H, W] and the gradient of the outputs [N, O, H, W], all channels last, C and
// O multiples of 16. The order of its sums depends on shapes alone.
at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient);

}  // namespace ctorch::winograd
