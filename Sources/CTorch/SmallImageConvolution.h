#pragma once

#include <ATen/ATen.h>

// Convolutions of images of a few pixels, as a network's last stages see them, as products of matrices.
//
// Channels last, the part of an image's row that an output position sees is one stretch of memory, and so is what belongs to it
// of the weight. So each output position takes one product for each row of its window: of all images at once, without a
// copy and without the zeros around the images, which of 2×2 images are more than half of all.
namespace ctorch::small_images {

// Whether `convolved` may take over: in single precision, 3×3 with padding 1 or 1×1 of stride 2, where it was measured to be faster.
bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups);

// The convolution of [N, C, H, W] with [O, C, K, K], both channels last in the end: [N, O, H', W'], channels last.
at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding);

}  // namespace ctorch::small_images
