#include <torch/csrc/autograd/custom_function.h>

#include <memory>

#include "Support.h"

using namespace ctorch;

namespace {

// Sums over the parts of a batch, by whoever knows the others.
struct Parts {
  ct_parts parts;

  explicit Parts(ct_parts given) : parts(given) {}
  Parts(const Parts &) = delete;
  ~Parts() { parts.release(parts.context); }

  at::Tensor sum(at::Tensor own) const {
    ct_tensor result{nullptr};
    const ct_status status = parts.sum(parts.context, wrap(std::move(own)), &result);
    if (status != CT_OK) throw CallbackFailure(status, ct_last_error_message());
    auto total = borrow(result);
    ct_tensor_free(result);
    return total;
  }
};

// Values of each feature `[C]` as they are spread over an input `[N, C, ...]`.
at::Tensor spread(const at::Tensor &values, const at::Tensor &input) {
  std::vector<int64_t> shape(static_cast<size_t>(input.dim()), 1);
  shape[1] = -1;
  return values.view(shape);
}

// Batch normalization of a part of a batch by the statistics of all its parts. Those of a part are libtorch's own; put together
// in double precision they are as exact as if they had been taken at once, in one message.
struct PartedBatchNorm : torch::autograd::Function<PartedBatchNorm> {
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext *context, const at::Tensor &input,
                                                const at::Tensor &weight, const at::Tensor &bias, double epsilon,
                                                const std::shared_ptr<Parts> &parts) {
    at::NoGradGuard unrecorded;
    const auto features = input.size(1);
    const double count = static_cast<double>(input.numel()) / static_cast<double>(std::max<int64_t>(features, 1));
    // With a momentum of 0 the running statistics stay what they are: they tell the precision of the batch's.
    auto running = at::zeros({features}, weight.options());
    auto [own_mean, own_variance] = at::batch_norm_update_stats(input, running, running.clone(), 0);
    const auto mean64 = own_mean.to(at::kDouble), variance64 = own_variance.to(at::kDouble);
    auto sums = at::cat({at::full({1}, count, mean64.options()), mean64 * count, (variance64 + mean64 * mean64) * count});
    sums = parts->sum(sums);
    const double total = sums[0].item<double>();
    const auto all_mean = sums.narrow(0, 1, features) / total;
    const auto all_variance = (sums.narrow(0, 1 + features, features) / total - all_mean * all_mean).clamp_min(0);
    const auto mean = all_mean.to(weight.scalar_type()), variance = all_variance.to(weight.scalar_type());
    auto output = std::get<0>(at::native_batch_norm(input, weight, bias, mean, variance, false, 0, epsilon));
    context->save_for_backward({input, weight, mean, variance});
    context->saved_data["epsilon"] = epsilon;
    context->saved_data["total"] = total;
    parts_of(context) = parts;
    const auto unbiased = (all_variance * (total / std::max(total - 1, 1.0))).to(weight.scalar_type());
    context->mark_non_differentiable({mean, unbiased});
    return {output, mean, unbiased};
  }

  // dx = w/σ·(g − mean(g) − x̂·mean(g ⊙ x̂)), means over the whole batch. The gradients of scale and shift are the own rows' part.
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1], &mean = saved[2], &variance = saved[3];
    const double epsilon = context->saved_data["epsilon"].toDouble(), total = context->saved_data["total"].toDouble();
    const auto features = input.size(1);
    auto [of_input, of_weight, of_bias] = at::native_batch_norm_backward(gradients[0], input, weight, mean, variance, {},
                                                                        {}, false, epsilon, {true, true, true});
    auto sums = parts_of(context)->sum(at::cat({of_bias.to(at::kDouble), of_weight.to(at::kDouble)})) / total;
    const auto inverse = (variance.to(at::kDouble) + epsilon).rsqrt(), scale = weight.to(at::kDouble) * inverse;
    const auto slope = -scale * inverse * sums.narrow(0, features, features);
    const auto shift = -scale * sums.narrow(0, 0, features) - slope * mean;
    const auto dtype = weight.scalar_type();
    auto result = of_input.to(dtype).addcmul(input.to(dtype), spread(slope.to(dtype), input));
    result.add_(spread(shift.to(dtype), input));
    return {result.to(input.scalar_type()), of_weight, of_bias, at::Tensor(), at::Tensor()};
  }

 private:
  struct Holder : torch::CustomClassHolder {
    std::shared_ptr<Parts> parts;
  };

  static std::shared_ptr<Parts> &parts_of(torch::autograd::AutogradContext *context) {
    auto &slot = context->saved_data["parts"];
    if (slot.isNone()) slot = c10::IValue::make_capsule(c10::make_intrusive<Holder>());
    return c10::static_intrusive_pointer_cast<Holder>(slot.toCapsule())->parts;
  }
};

}  // namespace

ct_status ct_parted_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, double epsilon, ct_parts parts,
                               ct_tensor *out, ct_tensor *mean, ct_tensor *variance) {
  auto shared = std::make_shared<Parts>(parts);
  return guarded([&] {
    auto results = PartedBatchNorm::apply(borrow(input), borrow(weight), borrow(bias), epsilon, shared);
    *out = wrap(std::move(results[0]));
    *mean = wrap(std::move(results[1]));
    *variance = wrap(std::move(results[2]));
  });
}
