#pragma once

#include <ATen/ATen.h>

#include "Kernels.h"

namespace ctorch::direct {

// What a weight in blocks makes of images of this shape, channels last: [N, O, H', W'], channels last. Of stride 1, what its blocks for the way back
// make of the outputs' gradient is the gradient of the images.
at::Tensor products(const at::Tensor &images, const at::Tensor &weights, Shape shape);

// The gradient of images of this shape, of stride 2 and a kernel of 3×3 or one place, given that of the outputs and the weight in blocks for
// the way back (through a stride, of 3×3).
at::Tensor strided_image_gradient(const at::Tensor &gradient, const at::Tensor &weights, Shape shape);

}  // namespace ctorch::direct
