#include "Convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include "../FusedProducts.h"
#include "../PreparedWeights.h"
#include "../SinglePrecision.h"
#include "Kernels.h"
#include "Products.h"
#include "WeightGradient.h"

namespace ctorch::winograd {

namespace {

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// The shortest side of images: of smaller ones tiles are mostly outside.
constexpr int64_t least_side = 4;

// The weight as products take it.
at::Tensor forwards(const at::Tensor &weight) {
  return prepared_weight(weight, WeightForm::winograd, [&] { return transformed(weight.contiguous(channels_last)); });
}

at::Tensor backwards(const at::Tensor &weight) {
  return prepared_weight(weight, WeightForm::winograd_back, [&] { return transformed_back(weight.contiguous(channels_last)); });
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &images, const at::Tensor &weight) {
    const at::Tensor rows = images.contiguous(channels_last);
    // Prepared here: the way back may be on a thread that does not share.
    context->save_for_backward({rows, images.requires_grad() ? backwards(weight) : at::Tensor()});
    return products(rows, forwards(weight));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    torch::autograd::variable_list results(2);
    if (!gradients[0].defined()) return results;
    const auto saved = context->get_saved_variables();
    const at::Tensor gradient = gradients[0].contiguous(channels_last);
    if (context->needs_input_grad(0)) results[0] = products(gradient, saved[1]);
    if (context->needs_input_grad(1)) results[1] = weight_gradient(saved[0], gradient);
    return results;
  }
};

}  // namespace

bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups) {
  if (!uses_fused_products() || stride != 1 || padding != 1 || !is_single_precision(images, weight, groups)) return false;
  if (weight.size(2) != 3 || weight.size(3) != 3 || images.size(2) < least_side || images.size(3) < least_side) return false;
  return weight.size(0) % block_channels == 0 && weight.size(1) % block_channels == 0;
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight) { return Convolution::apply(images, weight); }

at::Tensor finished(const at::Tensor &images, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual, bool rectifies) {
  const auto is_like = [&](const at::Tensor &tensor, at::IntArrayRef sizes) {
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.sizes() == sizes;
  };
  TORCH_CHECK(is_like(bias, {weight.size(0)}), "a bias of ", weight.size(0), " numbers in single precision is wanted, not one of shape ",
              bias.sizes());
  TORCH_CHECK(!residual.defined() || is_like(residual, {images.size(0), weight.size(0), images.size(2), images.size(3)}),
              "what is added must have the result's shape and type; it has ", residual.sizes());
  TORCH_CHECK(!residual.defined() || !residual.is_alias_of(images), "what is added is overwritten, so that it cannot be the input");
  return finished_products(images, forwards(weight), bias.contiguous(), residual, rectifies);
}

}  // namespace ctorch::winograd
