#pragma once

#include <ATen/ATen.h>

namespace ctorch::winograd {

// A weight [O, C, 3, 3], channels last, C and O multiples of 16, as products take it: G w Gᵀ as [O / 16, positions, C, 16].
at::Tensor transformed(const at::Tensor &weight);

// The same of the weight turned by half a circle, with inputs and outputs exchanged, for the way back: [C / 16, positions, O, 16].
at::Tensor transformed_back(const at::Tensor &weight);

// Of images [N, C, H, W], channels last, and a transformed weight: [N, O, H, W], channels last. Of the outputs' gradient and the
// weight transformed for the way back: the gradient of the images.
at::Tensor products(const at::Tensor &images, const at::Tensor &weights);

// The same of a network in use: max(0, w ∗ x + b + residual), or without the maximum; the residual [N, O, H, W], if there is one, is
// overwritten with the result.
at::Tensor finished_products(const at::Tensor &images, const at::Tensor &weights, const at::Tensor &bias, const at::Tensor &residual,
                             bool rectifies);

}  // namespace ctorch::winograd
