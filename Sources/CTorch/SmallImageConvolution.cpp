#include "SmallImageConvolution.h"

#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "FusedProducts.h"
#include "Parallel.h"
#include "SinglePrecision.h"

namespace ctorch::small_images {

namespace {

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// The fewest images, and the fewest channels, that are worth a thread of their own.
constexpr int64_t least_images = 32;
constexpr int64_t least_channels = 16;

// Of larger images the zeros that are left out are too few to make up for many products.
constexpr int64_t most_positions = 16;

struct Shape {
  int64_t images, height, width, inputs, outputs, kernel, stride, padding;

  Shape(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding)
      : images(images.size(0)), height(images.size(2)), width(images.size(3)), inputs(images.size(1)), outputs(weight.size(0)),
        kernel(weight.size(2)), stride(stride), padding(padding) {}

  int64_t output_height() const { return (height + 2 * padding - kernel) / stride + 1; }
  int64_t output_width() const { return (width + 2 * padding - kernel) / stride + 1; }
};

// The part of a row that one output position sees: `columns` numbers of an image, and as many of the weight of each output.
struct Stretch {
  int64_t image, weight, output, columns;
  // Whether none of this position came before.
  bool is_first;
};

// Calls body for each row of each output position's window, without what lies outside of the images.
template <typename Body>
void for_stretches(const Shape &shape, Body body) {
  for (int64_t y = 0; y < shape.output_height(); y++) {
    for (int64_t x = 0; x < shape.output_width(); x++) {
      const int64_t left = x * shape.stride - shape.padding, top = y * shape.stride - shape.padding;
      const int64_t begin = std::max<int64_t>(0, -left), end = std::min(shape.kernel, shape.width - left);
      bool is_first = true;
      for (int64_t row = std::max<int64_t>(0, -top); row < std::min(shape.kernel, shape.height - top); row++) {
        body(Stretch{((top + row) * shape.width + left + begin) * shape.inputs, (row * shape.kernel + begin) * shape.inputs,
                     (y * shape.output_width() + x) * shape.outputs, (end - begin) * shape.inputs, is_first});
        is_first = false;
      }
    }
  }
}

// The matrices of a stretch: rows are images, or outputs of the weight.
struct Matrices {
  const Shape &shape;
  const at::Tensor &images, &weight, &output;
  // Of the images and of the outputs those of one thread.
  int64_t first_image, image_count, first_output, output_count;

  at::Tensor image(const Stretch &stretch) const {
    const int64_t size = shape.height * shape.width * shape.inputs;
    return images.as_strided({image_count, stretch.columns}, {size, 1}, offset(images, first_image * size + stretch.image));
  }

  at::Tensor part_of_weight(const Stretch &stretch) const {
    const int64_t size = shape.kernel * shape.kernel * shape.inputs;
    return weight.as_strided({output_count, stretch.columns}, {size, 1}, offset(weight, first_output * size + stretch.weight));
  }

  at::Tensor position(const Stretch &stretch) const {
    const int64_t size = shape.output_height() * shape.output_width() * shape.outputs;
    return output.as_strided({image_count, output_count}, {size, 1},
                             offset(output, first_image * size + stretch.output + first_output));
  }

  static int64_t offset(const at::Tensor &tensor, int64_t elements) { return tensor.storage_offset() + elements; }
};

// Products of matrices that lie in tensors which may be part of a graph; each thread has to say so itself.
struct Unrecorded {
  at::AutoDispatchBelowADInplaceOrView below_autograd;
  c10::impl::ExcludeDispatchKeyGuard no_autocast{c10::autocast_dispatch_keyset};
};

// Runs body(matrices) for the images of each thread.
template <typename Body>
void for_images(const Shape &shape, const at::Tensor &images, const at::Tensor &weight, const at::Tensor &output, Body body) {
  parallel_for(0, shape.images, least_images, [&](int64_t begin, int64_t end) {
    const Unrecorded unrecorded;
    body(Matrices{shape, images, weight, output, begin, end - begin, 0, shape.outputs});
  });
}

at::Tensor forward(const Shape &shape, const at::Tensor &images, const at::Tensor &weight) {
  const at::Tensor output = at::empty({shape.images, shape.outputs, shape.output_height(), shape.output_width()},
                                      images.options().memory_format(channels_last));
  for_images(shape, images, weight, output, [&](const Matrices &matrices) {
    for_stretches(shape, [&](const Stretch &stretch) {
      at::Tensor sum = matrices.position(stretch);
      const at::Tensor factor = matrices.part_of_weight(stretch).t();
      stretch.is_first ? at::mm_out(sum, matrices.image(stretch), factor) : sum.addmm_(matrices.image(stretch), factor);
    });
  });
  return output;
}

at::Tensor image_gradient(const Shape &shape, const at::Tensor &images, const at::Tensor &weight, const at::Tensor &output) {
  const at::Tensor gradient = at::zeros_like(images);
  for_images(shape, gradient, weight, output, [&](const Matrices &matrices) {
    for_stretches(shape, [&](const Stretch &stretch) {
      matrices.image(stretch).addmm_(matrices.position(stretch), matrices.part_of_weight(stretch));
    });
  });
  return gradient;
}

at::Tensor weight_gradient(const Shape &shape, const at::Tensor &images, const at::Tensor &weight, const at::Tensor &output) {
  const at::Tensor gradient = at::zeros_like(weight);
  // Each sum belongs to one thread, so that its order is that of the images.
  parallel_for(0, shape.outputs, least_channels, [&](int64_t begin, int64_t end) {
    const Unrecorded unrecorded;
    const Matrices matrices{shape, images, gradient, output, 0, shape.images, begin, end - begin};
    for_stretches(shape, [&](const Stretch &stretch) {
      matrices.part_of_weight(stretch).addmm_(matrices.position(stretch).t(), matrices.image(stretch));
    });
  });
  return gradient;
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &images, const at::Tensor &weight,
                            int64_t stride, int64_t padding) {
    const at::Tensor rows = images.contiguous(channels_last), factors = weight.contiguous(channels_last);
    context->save_for_backward({rows, factors});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    return small_images::forward(Shape(rows, factors, stride, padding), rows, factors);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    torch::autograd::variable_list results(4);
    if (!gradients[0].defined()) return results;
    const auto saved = context->get_saved_variables();
    const Shape shape(saved[0], saved[1], context->saved_data["stride"].toInt(), context->saved_data["padding"].toInt());
    const at::Tensor gradient = gradients[0].contiguous(channels_last);
    if (context->needs_input_grad(0)) results[0] = image_gradient(shape, saved[0], saved[1], gradient);
    if (context->needs_input_grad(1)) results[1] = weight_gradient(shape, saved[0], saved[1], gradient);
    return results;
  }
};

}  // namespace

bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups) {
  if (!is_single_precision(images, weight, groups)) return false;
  // Kernels for AVX2 are faster through strides.
  if (stride == 2 && uses_fused_products()) return false;
  const int64_t kernel = weight.size(2);
  const bool is_narrow = kernel == 1 && stride == 2 && padding == 0, is_wide = kernel == 3 && padding == 1 && stride <= 2;
  if (weight.size(3) != kernel || !(is_narrow || is_wide)) return false;
  const Shape shape(images, weight, stride, padding);
  return shape.images >= least_images && shape.inputs % 16 == 0 && shape.outputs % 16 == 0 &&
         shape.output_height() * shape.output_width() <= most_positions;
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding) {
  return Convolution::apply(images, weight, stride, padding);
}

}  // namespace ctorch::small_images
