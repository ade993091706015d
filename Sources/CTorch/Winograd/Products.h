#pragma once

#include <ATen/ATen.h>

namespace ctorch::winograd {

// Of images [N, C, H, W] and a weight [O, C, 3, 3], channels last, C and O multiples of 16: [N, O, H, W], channels last.
at::Tensor products(const at::Tensor &images, const at::Tensor &weight);

// The same of a network in use: max(0, w ∗ x + b + residual), or without the maximum; the residual [N, O, H, W], if there is one, is
// overwritten with the result.
at::Tensor finished_products(const at::Tensor &images, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual,
                             bool rectifies);

// The gradient [N, C, H, W] of the images, given that of the outputs [N, O, H, W], channels last.
at::Tensor image_gradient(const at::Tensor &gradient, const at::Tensor &weight);

}  // namespace ctorch::winograd
