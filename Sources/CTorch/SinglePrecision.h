#pragma once

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

namespace ctorch {

// Whether this is a convolution in single precision, on the processor, of images that lie channels last: what kernels of our own are for.
inline bool is_single_precision(const at::Tensor &images, const at::Tensor &weight, int64_t groups) {
  if (!images.is_cpu() || !weight.is_cpu() || images.dim() != 4 || weight.dim() != 4 || groups != 1) return false;
  if (images.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat) return false;
  if (at::autocast::is_autocast_enabled(at::kCPU) || !images.is_contiguous(at::MemoryFormat::ChannelsLast)) return false;
  return weight.size(1) == images.size(1) && images.numel() > 0 && weight.numel() > 0;
}

}  // namespace ctorch
