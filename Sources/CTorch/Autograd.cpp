#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include "Support.h"

using namespace ctorch;

namespace {

struct GradientCall : torch::autograd::PostAccumulateGradHook {
  GradientCall(void (*called)(void *, int64_t), void *context, int64_t index)
      : called(called), context(context), index(index) {}

  void operator()(const torch::autograd::Variable &) override { called(context, index); }

  void (*called)(void *, int64_t);
  void *context;
  int64_t index;
};

}  // namespace

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

ct_status ct_on_gradient(ct_tensor leaf, void (*called)(void *, int64_t), void *context, int64_t index) {
  return guarded([&] {
    auto call = called ? std::make_unique<GradientCall>(called, context, index) : nullptr;
    torch::autograd::impl::set_post_acc_grad_hooks(borrow(leaf), std::move(call));
  });
}

ct_status ct_backward(ct_tensors roots, ct_tensors gradients) {
  return guarded([&] { torch::autograd::backward(tensors(roots), tensors(gradients)); });
}

ct_status ct_gradients(ct_tensors roots, ct_tensors gradients, ct_tensors leaves, ct_tensor *out) {
  return guarded([&] {
    auto results = torch::autograd::grad(tensors(roots), tensors(leaves), tensors(gradients), /*retain_graph=*/false,
                                         /*create_graph=*/false, /*allow_unused=*/true);
    for (auto &result : results) *out++ = result.defined() ? wrap(std::move(result)) : ct_tensor{nullptr};
  });
}

int64_t ct_version(ct_tensor tensor) {
  const auto value = borrow(tensor);
  return value.is_inference() ? -1 : value._version();
}

ct_autocast ct_current_autocast(ct_device_type type) {
  const auto device = type == CT_CPU ? at::kCPU : at::kCUDA;
  return {at::autocast::is_autocast_enabled(device), dtype_of(at::autocast::get_autocast_dtype(device))};
}

bool ct_grad_enabled(void) { return at::GradMode::is_enabled(); }
void ct_set_grad_enabled(bool enabled) { at::GradMode::set_enabled(enabled); }

ct_status ct_exchange_autocast(ct_device_type type, ct_autocast next, ct_autocast *previous) {
  return guarded([&] {
    const auto device = type == CT_CPU ? at::kCPU : at::kCUDA;
    const auto dtype = scalar_type(next.dtype);
    *previous = {at::autocast::is_autocast_enabled(device), dtype_of(at::autocast::get_autocast_dtype(device))};
    at::autocast::set_autocast_dtype(device, dtype);
    at::autocast::set_autocast_enabled(device, next.enabled);
    // Casts are kept by weight alone: they would outlive an optimizer step, and serve another type.
    at::autocast::clear_cache();
  });
}
