#include "Convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include <array>

#include "../FusedProducts.h"
#include "../PreparedWeights.h"
#include "../SinglePrecision.h"
#include "Products.h"
#include "WeightGradient.h"
#include "Weights.h"

namespace ctorch::direct {

namespace {

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// The most inputs of an output place whose products are computed here; of more libtorch's are as fast, but for the way back through
// a stride.
constexpr int64_t most_inputs = 64, most_strided_inputs = 512;

// The most inputs of a kernel of one place whose gradient is computed here.
constexpr int64_t most_point_inputs = 128;

Shape shape_of(const at::Tensor &images, const at::Tensor &weight, int64_t stride) {
  return {images.size(0), images.size(2), images.size(3), images.size(1), weight.size(0), weight.size(2), stride};
}

// Whether it may be a first layer: of images that are grey or coloured.
bool is_first(Shape shape) { return shape.inputs == 1 || shape.inputs == 3; }

// Whether outputs of this shape are computed here.
bool computes(Shape shape) { return shape.inputs <= most_inputs && shape.outputs % tile_channels == 0; }

// Whether the gradient of the images is.
bool computes_image_gradient(Shape shape) {
  return shape.outputs <= (shape.stride == 1 ? most_inputs : most_strided_inputs) && shape.inputs % tile_channels == 0;
}

// Whether the gradient of the weight is.
bool computes_weight_gradient(Shape shape) {
  if (shape.kernel == 1) {
    return shape.inputs <= most_point_inputs && shape.inputs % tile_channels == 0 && shape.outputs % tile_channels == 0;
  }
  return (is_first(shape) && shape.outputs % vector_size == 0) ||
         (shape.inputs % vector_size == 0 && shape.outputs % tile_outputs == 0);
}

// The weight for the way back, of which `factors` lie channels last.
at::Tensor backwards(const at::Tensor &weight, const at::Tensor &factors, Shape shape) {
  if (shape.stride == 2 && shape.kernel == 3) {
    return prepared_weight(weight, WeightForm::strided_blocks_back, [&] { return strided_blocks_back(factors); });
  }
  return prepared_weight(weight, WeightForm::blocks_back, [&] { return blocks_back(factors); });
}

at::Tensor image_gradient(const at::Tensor &gradient, const at::Tensor &weights, Shape shape) {
  if (shape.stride == 2) return strided_image_gradient(gradient, weights, shape);
  // The way back is a convolution too, of the gradient with the weight turned round.
  return products(gradient, weights, {shape.images, shape.height, shape.width, shape.outputs, shape.inputs, shape.kernel, 1});
}

at::Tensor gradient_of_weight(const at::Tensor &images, const at::Tensor &gradient, Shape shape) {
  if (shape.kernel == 1) return point_weight_gradient(images, gradient, shape);
  return is_first(shape) ? first_weight_gradient(images, gradient, shape) : weight_gradient(images, gradient, shape);
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &images, const at::Tensor &weight,
                            int64_t stride) {
    const Shape shape = shape_of(images, weight, stride);
    const at::Tensor factors = weight.contiguous(channels_last);
    // Prepared here: the way back may be on a thread that does not share.
    const bool returns_here = images.requires_grad() && computes_image_gradient(shape);
    context->save_for_backward({images, factors, returns_here ? backwards(weight, factors, shape) : at::Tensor()});
    context->saved_data["stride"] = stride;
    if (!computes(shape)) {
      return at::conv2d(images, factors, std::nullopt, {stride, stride}, at::IntArrayRef({shape.padding(), shape.padding()}));
    }
    return products(images, prepared_weight(weight, WeightForm::blocks, [&] { return blocks(factors); }), shape);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    torch::autograd::variable_list results(3);
    if (!gradients[0].defined()) return results;
    const auto saved = context->get_saved_variables();
    const Shape shape = shape_of(saved[0], saved[1], context->saved_data["stride"].toInt());
    const at::Tensor gradient = gradients[0].contiguous(channels_last);
    const bool returns_here = computes_image_gradient(shape), sums_here = computes_weight_gradient(shape);
    if (context->needs_input_grad(0) && returns_here) results[0] = image_gradient(gradient, saved[2], shape);
    if (context->needs_input_grad(1) && sums_here) results[1] = gradient_of_weight(saved[0], gradient, shape);
    const std::array<bool, 3> others = {context->needs_input_grad(0) && !returns_here,
                                        context->needs_input_grad(1) && !sums_here, false};
    if (others[0] || others[1]) {
      const std::array<int64_t, 2> stride{shape.stride, shape.stride}, padding{shape.padding(), shape.padding()};
      const auto [own_image_gradient, own_weight_gradient, none] = at::convolution_backward(
          gradient, saved[0], saved[1], at::OptionalIntArrayRef(), stride, padding, {1, 1}, false, {0, 0}, 1, others);
      if (others[0]) results[0] = own_image_gradient;
      if (others[1]) results[1] = own_weight_gradient;
    }
    return results;
  }
};

}  // namespace

bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups) {
  if (!uses_fused_products() || (stride != 1 && stride != 2) || !is_single_precision(images, weight, groups)) return false;
  const Shape shape = shape_of(images, weight, stride);
  if (weight.size(3) != shape.kernel || padding != shape.padding()) return false;
  if (shape.kernel != 3 && !(shape.kernel == 1 && stride == 2)) return false;
  return computes(shape) || computes_weight_gradient(shape);
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride) {
  return Convolution::apply(images, weight, stride);
}

}  // namespace ctorch::direct
