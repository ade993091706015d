#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include "Support.h"

using namespace ctorch;

ct_status ct_set_requires_grad(ct_tensor tensor, bool requires_grad) {
  return guarded([&] { borrow(tensor).set_requires_grad(requires_grad); });
}

bool ct_requires_grad(ct_tensor tensor) { return borrow(tensor).requires_grad(); }

ct_status ct_grad(ct_tensor tensor, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor grad = borrow(tensor).grad();
    *out = grad.defined() ? wrap(grad) : ct_tensor{nullptr};
  });
}

ct_status ct_set_grad(ct_tensor tensor, ct_tensor gradient) {
  return guarded([&] { borrow(tensor).mutable_grad() = optional(gradient); });
}

ct_status ct_backward(ct_tensors roots, ct_tensors gradients) {
  return guarded([&] { torch::autograd::backward(tensors(roots), tensors(gradients)); });
}

bool ct_grad_enabled(void) { return at::GradMode::is_enabled(); }
void ct_set_grad_enabled(bool enabled) { at::GradMode::set_enabled(enabled); }

ct_status ct_set_autocast(ct_device_type type, bool enabled, ct_dtype dtype) {
  return guarded([&] {
    auto device = type == CT_CPU ? at::kCPU : at::kCUDA;
    if (enabled) at::autocast::set_autocast_dtype(device, scalar_type(dtype));
    at::autocast::set_autocast_enabled(device, enabled);
    // Casts of the weights are kept while autocast is on; they would outlive an optimizer step.
    if (!enabled) at::autocast::clear_cache();
  });
}
