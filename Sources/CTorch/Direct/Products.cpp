#include "Products.h"

#include <algorithm>

#include "../Parallel.h"

namespace ctorch::direct {

namespace {

// An empty result of this shape, and body(image with zeros around it, its place in the result) for each of the images, on all threads.
template <typename Body>
at::Tensor for_padded_images(const at::Tensor &images, Shape shape, at::IntArrayRef sizes, Body body) {
  const at::Tensor result = at::empty(sizes, images.options().memory_format(at::MemoryFormat::ChannelsLast));
  const float *from = images.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  const int64_t image_size = shape.height * shape.width * shape.inputs, result_size = result.numel() / shape.images;
  parallel_for(0, shape.images, 1, [&](int64_t begin, int64_t end) {
    if (shape.padding() == 0) {
      for (int64_t n = begin; n < end; n++) body(from + n * image_size, to + n * result_size);
      return;
    }
    const at::Tensor padded = at::zeros({shape.padded_places() * shape.inputs}, at::kFloat);
    for (int64_t n = begin; n < end; n++) {
      pad_image(from + n * image_size, padded.mutable_data_ptr<float>(), shape);
      body(padded.const_data_ptr<float>(), to + n * result_size);
    }
  });
  return result;
}

// The gradient of one image, of a kernel of one place: what stride 2 skips is 0.
void write_skipping(const float *gradient, const float *weights, float *result, Shape shape) {
  std::fill_n(result, shape.height * shape.width * shape.inputs, 0.0f);
  const Walk walk{shape.output_height(), shape.output_width(), shape.output_width() * shape.outputs, shape.outputs,
                  2 * shape.width * shape.inputs, 2 * shape.inputs, 1, 0, shape.outputs};
  for (int64_t start = 0; start < shape.inputs; start += tile_channels) {
    convolve(gradient, weights + start * shape.outputs, result + start, walk);
  }
}

// The gradient of one image, of a 3×3 kernel: each parity of row and column sees other places of it.
void write_parities(const float *gradient, const float *weights, float *result, Shape shape, Shape back) {
  const int64_t row = back.padded_width() * back.inputs;
  for (int64_t start = 0; start < shape.inputs; start += tile_channels) {
    const float *part = weights + start * 9 * back.inputs;
    for (int64_t parity = 0; parity < 4; parity++) {
      const int64_t y = parity / 2, x = parity % 2;
      const Walk walk{(shape.height + 1 - y) / 2, (shape.width + 1 - x) / 2, row, back.inputs,
                      2 * shape.width * shape.inputs, 2 * shape.inputs, 1 + y, row, (1 + x) * back.inputs};
      convolve(gradient + row + back.inputs, part, result + (y * shape.width + x) * shape.inputs + start, walk);
      part += walk.rows * walk.row_size * tile_channels;
    }
  }
}

}  // namespace

at::Tensor products(const at::Tensor &images, const at::Tensor &weights, Shape shape) {
  const float *factors = weights.const_data_ptr<float>();
  return for_padded_images(images, shape, {shape.images, shape.outputs, shape.output_height(), shape.output_width()},
                           [&](const float *image, float *output) {
                             for (int64_t start = 0; start < shape.outputs; start += tile_channels) {
                               convolve(image, factors + start * shape.window(), output + start, walk(shape));
                             }
                           });
}

at::Tensor strided_image_gradient(const at::Tensor &gradient, const at::Tensor &weights, Shape shape) {
  const Shape back{shape.images, shape.output_height(), shape.output_width(), shape.outputs, shape.inputs, shape.kernel, 1};
  const float *factors = weights.const_data_ptr<float>();
  return for_padded_images(gradient, back, {shape.images, shape.inputs, shape.height, shape.width},
                           [&](const float *image, float *result) {
                             shape.kernel == 1 ? write_skipping(image, factors, result, shape)
                                               : write_parities(image, factors, result, shape, back);
                           });
}

}  // namespace ctorch::direct
