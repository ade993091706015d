#include "PreparedWeights.h"

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

PreparedWeights *&PreparedWeights::current() {
  thread_local PreparedWeights *object = nullptr;
  return object;
}

int64_t PreparedWeights::count() {
  const std::lock_guard lock(mutex_);
  return count_;
}

at::Tensor PreparedWeights::prepared(const at::Tensor &weight, WeightForm form, c10::function_ref<at::Tensor()> make) {
  const std::lock_guard lock(mutex_);
  Prepared &found = prepared_[{weight.unsafeGetTensorImpl(), form}];
  if (!found.weight.defined() || found.version != weight._version()) {
    const at::NoGradGuard no_graph;
    found = {weight, static_cast<uint32_t>(weight._version()), make()};
    count_++;
  }
  return found.values;
}

at::Tensor PreparedWeights::rounded(const at::Tensor &weight, at::ScalarType type) {
  const auto form = type == at::kHalf ? WeightForm::half : WeightForm::bfloat16;
  const at::Tensor values = prepared(weight, form, [&] { return weight.detach().to(type); });
  return at::GradMode::is_enabled() && weight.requires_grad() ? SharedCast::apply(weight, values) : values;
}

at::Tensor prepared_weight(const at::Tensor &weight, WeightForm form, c10::function_ref<at::Tensor()> make) {
  PreparedWeights *shared = PreparedWeights::current();
  return shared && !weight.is_inference() ? shared->prepared(weight, form, make) : make();
}

at::Tensor shared_weight(const at::Tensor &weight) {
  PreparedWeights *shared = PreparedWeights::current();
  if (!shared || weight.scalar_type() != at::kFloat || weight.is_inference() || !weight.is_leaf()) return weight;
  const auto device = weight.device().type();
  if (!at::autocast::is_autocast_enabled(device)) return weight;
  const auto type = at::autocast::get_autocast_dtype(device);
  return type == at::kFloat ? weight : shared->rounded(weight, type);
}

}  // namespace ctorch

using namespace ctorch;

ct_prepared_weights ct_prepared_weights_make(void) { return {new PreparedWeights}; }

void ct_prepared_weights_free(ct_prepared_weights weights) { delete static_cast<PreparedWeights *>(weights.impl); }

int64_t ct_prepared_weights_count(ct_prepared_weights weights) { return static_cast<PreparedWeights *>(weights.impl)->count(); }

ct_prepared_weights ct_exchange_prepared_weights(ct_prepared_weights next) {
  PreparedWeights *&current = PreparedWeights::current();
  const ct_prepared_weights previous{current};
  current = static_cast<PreparedWeights *>(next.impl);
  return previous;
}
