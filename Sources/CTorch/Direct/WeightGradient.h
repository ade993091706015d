#pragma once

#include <ATen/ATen.h>

#include "Kernels.h"

namespace ctorch::direct {

// Of images of this shape and the outputs' gradient, both channels last: the gradient [O, C, K, K] of the weight, channels last.

// Of a 3×3 kernel, C a multiple of 8 and O of 4.
at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape);

// Of a 3×3 kernel, one input or three, O a multiple of 8.
at::Tensor first_weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape);

// Of a kernel of one place, C and O multiples of 16.
at::Tensor point_weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape);

}  // namespace ctorch::direct
