#include "DirectConvolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "DirectConvolutionKernels.h"
#include "FusedProducts.h"
#include "Parallel.h"
#include "SinglePrecision.h"

namespace ctorch::direct {

namespace {

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// The fewest output places that images are taken together for in a gradient of the weight, so that loading and storing the sums is
// a small part of the work.
constexpr int64_t least_places = 512;

// The most inputs of an output place whose products are computed here; of more libtorch's are as fast, but for the way back through
// a stride.
constexpr int64_t most_inputs = 64, most_strided_inputs = 256;

Shape shape_of(const at::Tensor &images, int64_t outputs, int64_t stride) {
  return {images.size(0), images.size(2), images.size(3), images.size(1), outputs, stride};
}

// Whether outputs of this shape are computed here.
bool computes(Shape shape) { return shape.inputs <= most_inputs && shape.outputs % tile_channels == 0; }

// Whether the gradient of the images is.
bool computes_image_gradient(Shape shape) {
  return shape.outputs <= (shape.stride == 1 ? most_inputs : most_strided_inputs) && shape.inputs % tile_channels == 0;
}

// Whether the gradient of the weight is.
bool computes_weight_gradient(Shape shape) { return shape.inputs % vector_size == 0 && shape.outputs % tile_outputs == 0; }

// Weights [O, C, 3, 3], channels last, as [O / 16, 3, 3, C, 16]; or, for the way back, turned by half a circle, with inputs and outputs
// exchanged, as [C / 16, 3, 3, O, 16].
at::Tensor packed_weights(const at::Tensor &weight, bool back) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const at::Tensor result = at::empty({weight.numel()}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  const int64_t columns = back ? inputs : outputs, rows = back ? outputs : inputs;
  for (int64_t start = 0; start < columns; start += tile_channels) {
    for (int64_t place = 0; place < 9; place++) {
      for (int64_t row = 0; row < rows; row++) {
        for (int64_t column = start; column < start + tile_channels; column++) {
          *to++ = back ? from[(row * 9 + 8 - place) * inputs + column] : from[(column * 9 + place) * inputs + row];
        }
      }
    }
  }
  return result;
}

// An empty result of this shape, and body(padded image, its place in the result) for each of the images, on all threads.
template <typename Body>
at::Tensor for_padded_images(const at::Tensor &images, Shape shape, at::IntArrayRef sizes, Body body) {
  const at::Tensor result = at::empty(sizes, images.options().memory_format(channels_last));
  const float *from = images.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  const int64_t image_size = shape.height * shape.width * shape.inputs, result_size = result.numel() / shape.images;
  parallel_for(0, shape.images, 1, [&](int64_t begin, int64_t end) {
    const at::Tensor padded = at::zeros({shape.padded_places() * shape.inputs}, at::kFloat);
    for (int64_t n = begin; n < end; n++) {
      pad_image(from + n * image_size, padded.mutable_data_ptr<float>(), shape);
      body(padded.const_data_ptr<float>(), to + n * result_size);
    }
  });
  return result;
}

// What weights as `packed_weights` gives them make of images.
at::Tensor products(const at::Tensor &images, const at::Tensor &weights, Shape shape) {
  const float *factors = weights.const_data_ptr<float>();
  return for_padded_images(images, shape, {shape.images, shape.outputs, shape.output_height(), shape.output_width()},
                           [&](const float *image, float *output) {
                             for (int64_t start = 0; start < shape.outputs; start += tile_channels) {
                               convolve(image, factors + start * 9 * shape.inputs, output + start, walk(shape));
                             }
                           });
}

// Weights [O, C, 3, 3], channels last, for the way back through a stride of 2, as [C / 16, 9 · O, 16]: those that lead to even rows and
// columns of the images, to even rows and odd columns, to odd rows and even columns, and to odd ones.
at::Tensor packed_strided_weights(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const at::Tensor result = at::empty({weight.numel()}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  // The middle of the kernel leads to even places; to odd ones lead its end, from the place before, and its beginning, from that behind.
  const auto position = [](int64_t parity, int64_t number) { return parity == 0 ? 1 : 2 - 2 * number; };
  for (int64_t start = 0; start < inputs; start += tile_channels) {
    for (int64_t parity = 0; parity < 4; parity++) {
      for (int64_t row = 0; row <= parity / 2; row++) {
        for (int64_t column = 0; column <= parity % 2; column++) {
          const int64_t place = 3 * position(parity / 2, row) + position(parity % 2, column);
          for (int64_t output = 0; output < outputs; output++, to += tile_channels) {
            std::memcpy(to, from + (output * 9 + place) * inputs + start, tile_channels * sizeof *to);
          }
        }
      }
    }
  }
  return result;
}

// The gradient of images [N, C, H, W] of this shape and stride 2, given that of the outputs, channels last.
at::Tensor strided_image_gradient(const at::Tensor &gradient, const at::Tensor &weights, Shape shape) {
  const Shape back = shape_of(gradient, shape.inputs, 1);
  const int64_t row = back.padded_width() * back.inputs;
  const float *factors = weights.const_data_ptr<float>();
  const auto compute = [&](const float *image, float *result) {
    for (int64_t start = 0; start < shape.inputs; start += tile_channels) {
      const float *part = factors + start * 9 * back.inputs;
      for (int64_t parity = 0; parity < 4; parity++) {
        const int64_t y = parity / 2, x = parity % 2;
        const Walk walk{(shape.height + 1 - y) / 2, (shape.width + 1 - x) / 2, row, back.inputs,
                        2 * shape.width * shape.inputs, 2 * shape.inputs, 1 + y, row, (1 + x) * back.inputs};
        convolve(image + row + back.inputs, part, result + (y * shape.width + x) * shape.inputs + start, walk);
        part += walk.rows * walk.row_size * tile_channels;
      }
    }
  };
  return for_padded_images(gradient, back, {shape.images, shape.inputs, shape.height, shape.width}, compute);
}

// The work of one thread: sums of the groups of four outputs from `begin` to `end`.
void add_groups(const float *images, const float *gradient, float *sums, int64_t begin, int64_t end, Shape shape) {
  const int64_t together = std::clamp<int64_t>(least_places / shape.places(), 1, shape.images);
  const int64_t blocks = shape.inputs / vector_size, group_size = together * shape.places() * tile_outputs;
  const int64_t image_size = shape.padded_places() * vector_size;
  // Tensors lie where registers are loaded from one line of the cache each.
  const at::Tensor packed_inputs = at::zeros({together * image_size}, at::kFloat);
  const at::Tensor packed_outputs = at::empty({(end - begin) * group_size}, at::kFloat);
  float *inputs = packed_inputs.mutable_data_ptr<float>(), *outputs = packed_outputs.mutable_data_ptr<float>();
  for (int64_t start = 0; start < shape.images; start += together) {
    const int64_t count = std::min(together, shape.images - start);
    for (int64_t group = begin; group < end; group++) {
      pack_outputs(gradient + start * shape.places() * shape.outputs + group * tile_outputs, count * shape.places(), shape.outputs,
                   outputs + (group - begin) * group_size);
    }
    for (int64_t block = 0; block < blocks; block++) {
      for (int64_t n = 0; n < count; n++) {
        pack_inputs(images + (start + n) * shape.height * shape.width * shape.inputs + block * vector_size,
                    inputs + n * image_size, shape);
      }
      for (int64_t row = 0; row < 3; row++) {
        for (int64_t group = begin; group < end; group++) {
          add_products(inputs, outputs + (group - begin) * group_size, count, row,
                       sums + ((group * blocks + block) * 3 + row) * tile_sums, shape);
        }
      }
    }
  }
}

// Of images [N, C, H, W] and a gradient [N, O, H', W'], both channels last: [O, C, 3, 3], channels last.
at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape) {
  const int64_t groups = shape.outputs / tile_outputs, blocks = shape.inputs / vector_size;
  const at::Tensor sums = at::zeros({groups * blocks * 3 * tile_sums}, at::kFloat);
  float *tiles = sums.mutable_data_ptr<float>();
  // Each sum belongs to one thread, so that its order is that of the images.
  parallel_for(0, groups, 1, [&](int64_t begin, int64_t end) {
    add_groups(images.const_data_ptr<float>(), gradient.const_data_ptr<float>(), tiles, begin, end, shape);
  });
  const at::Tensor result = at::empty({shape.outputs, shape.inputs, 3, 3}, images.options().memory_format(channels_last));
  float *weights = result.mutable_data_ptr<float>();
  for (int64_t group = 0; group < groups; group++) {
    for (int64_t block = 0; block < blocks; block++) {
      const float *tile = tiles + (group * blocks + block) * 3 * tile_sums;
      for (int64_t place = 0; place < 9; place++) {
        for (int64_t output = 0; output < tile_outputs; output++) {
          std::memcpy(weights + ((group * tile_outputs + output) * 9 + place) * shape.inputs + block * vector_size,
                      tile + (place * tile_outputs + output) * vector_size, vector_size * sizeof *tile);
        }
      }
    }
  }
  return result;
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &images, const at::Tensor &weight,
                            int64_t stride) {
    const at::Tensor factors = weight.contiguous(channels_last);
    context->save_for_backward({images, factors});
    context->saved_data["stride"] = stride;
    const Shape shape = shape_of(images, weight.size(0), stride);
    return computes(shape) ? products(images, packed_weights(factors, false), shape)
                           : at::conv2d(images, factors, std::nullopt, {stride, stride}, at::IntArrayRef({1, 1}));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    torch::autograd::variable_list results(3);
    if (!gradients[0].defined()) return results;
    const auto saved = context->get_saved_variables();
    const int64_t stride = context->saved_data["stride"].toInt();
    const at::Tensor gradient = gradients[0].contiguous(channels_last);
    const Shape shape = shape_of(saved[0], gradient.size(1), stride);
    const bool returns_here = computes_image_gradient(shape), sums_here = computes_weight_gradient(shape);
    if (context->needs_input_grad(0) && returns_here) {
      // Of stride 1 the way back is a convolution too, of the gradient with the weight turned round.
      results[0] = stride == 1 ? products(gradient, packed_weights(saved[1], true), shape_of(gradient, shape.inputs, 1))
                               : strided_image_gradient(gradient, packed_strided_weights(saved[1]), shape);
    }
    if (context->needs_input_grad(1) && sums_here) results[1] = weight_gradient(saved[0], gradient, shape);
    const std::array<bool, 3> others = {context->needs_input_grad(0) && !returns_here,
                                        context->needs_input_grad(1) && !sums_here, false};
    if (others[0] || others[1]) {
      const auto [image_gradient, own_weight_gradient, none] = at::convolution_backward(
          gradient, saved[0], saved[1], at::OptionalIntArrayRef(), {stride, stride}, {1, 1}, {1, 1}, false, {0, 0}, 1, others);
      if (others[0]) results[0] = image_gradient;
      if (others[1]) results[1] = own_weight_gradient;
    }
    return results;
  }
};

}  // namespace

bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups) {
  if (!uses_fused_products() || padding != 1 || (stride != 1 && stride != 2)) return false;
  if (!is_single_precision(images, weight, groups) || weight.size(2) != 3 || weight.size(3) != 3) return false;
  const Shape shape = shape_of(images, weight.size(0), stride);
  return computes(shape) || computes_weight_gradient(shape);
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride) {
  return Convolution::apply(images, weight, stride);
}

}  // namespace ctorch::direct
