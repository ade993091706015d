#include "RoundedWeights.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "Support.h"

namespace ctorch {

namespace {

// A cast whose values are there already.
struct SharedCast : torch::autograd::Function<SharedCast> {
  static at::Tensor forward(torch::autograd::AutogradContext *, const at::Tensor &, const at::Tensor &values) {
    // A tensor of its own, for the graph to hang on.
    return values.detach();
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *,
                                                 torch::autograd::variable_list gradients) {
    if (!gradients[0].defined()) return {at::Tensor(), at::Tensor()};
    return {gradients[0].to(at::kFloat), at::Tensor()};
  }
};

}  // namespace

RoundedWeights *&RoundedWeights::current() {
  thread_local RoundedWeights *object = nullptr;
  return object;
}

int64_t RoundedWeights::cast_count() {
  const std::lock_guard lock(mutex_);
  return cast_count_;
}

at::Tensor RoundedWeights::cast(const at::Tensor &weight, at::ScalarType type) {
  const std::lock_guard lock(mutex_);
  Cast &found = casts_[weight.unsafeGetTensorImpl()];
  if (!found.weight.defined() || found.version != weight._version() || found.values.scalar_type() != type) {
    const at::NoGradGuard no_graph;
    found = {weight, static_cast<uint32_t>(weight._version()), weight.detach().to(type)};
    cast_count_++;
  }
  return found.values;
}

at::Tensor RoundedWeights::rounded(const at::Tensor &weight, at::ScalarType type) {
  const at::Tensor values = cast(weight, type);
  return at::GradMode::is_enabled() && weight.requires_grad() ? SharedCast::apply(weight, values) : values;
}

at::Tensor shared_weight(const at::Tensor &weight) {
  RoundedWeights *casts = RoundedWeights::current();
  if (!casts || weight.scalar_type() != at::kFloat || weight.is_inference() || !weight.is_leaf()) return weight;
  const auto device = weight.device().type();
  if (!at::autocast::is_autocast_enabled(device)) return weight;
  const auto type = at::autocast::get_autocast_dtype(device);
  return type == at::kFloat ? weight : casts->rounded(weight, type);
}

}  // namespace ctorch

using namespace ctorch;

ct_rounded_weights ct_rounded_weights_make(void) { return {new RoundedWeights}; }

void ct_rounded_weights_free(ct_rounded_weights weights) { delete static_cast<RoundedWeights *>(weights.impl); }

int64_t ct_rounded_weights_cast_count(ct_rounded_weights weights) {
  return static_cast<RoundedWeights *>(weights.impl)->cast_count();
}

ct_rounded_weights ct_exchange_rounded_weights(ct_rounded_weights next) {
  RoundedWeights *&current = RoundedWeights::current();
  const ct_rounded_weights previous{current};
  current = static_cast<RoundedWeights *>(next.impl);
  return previous;
}
