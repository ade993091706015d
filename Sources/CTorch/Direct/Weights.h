#pragma once

#include <ATen/ATen.h>

namespace ctorch::direct {

// A weight [O, C, K, K], channels last, O a multiple of 16, in blocks as products take it: [O / 16, K, K, C, 16].
at::Tensor blocks(const at::Tensor &weight);

// The same of the weight turned by half a circle, with inputs and outputs exchanged, for the way back: [C / 16, K, K, O, 16].
at::Tensor blocks_back(const at::Tensor &weight);

// Of a 3×3 weight for the way back through a stride of 2, as [C / 16, 9, O, 16]: what leads to even rows and columns of the images, to even rows and
// odd columns, to odd rows and even columns, and to odd ones.
at::Tensor strided_blocks_back(const at::Tensor &weight);

}  // namespace ctorch::direct
