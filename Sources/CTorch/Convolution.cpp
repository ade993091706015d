#include "Convolution.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "ConvolutionKernels.h"
#include "Parallel.h"
#include "PreparedWeights.h"
#include "include/CTorchRuntime.h"

namespace ctorch::convolution {

namespace {

// What a block of images may take once it is packed: it stays in the second cache.
constexpr int64_t block_words = 1 << 16;
constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

const uint16_t *bits(const at::Tensor &tensor) { return static_cast<const uint16_t *>(tensor.const_data_ptr()); }

// Of images [N, C, H, W] and a gradient [N, O, H', W'], both bfloat16 and channels last: [O, C, 3, 3], channels last.
at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient, int64_t stride) {
  const Shape shape{images.size(0), images.size(2), images.size(3), images.size(1), gradient.size(1), stride};
  at::Tensor result = at::empty({shape.outputs, shape.inputs, 3, 3},
                                images.options().dtype(at::kFloat).memory_format(channels_last));
  result.zero_();
  float *sums = result.mutable_data_ptr<float>();
  const int64_t together = std::clamp<int64_t>(block_words / shape.image_words(), 1, shape.images);
  const int64_t pairs = shape.image_pairs();
  std::vector<uint32_t> words(static_cast<size_t>(together * shape.image_words()));
  std::vector<uint32_t> gradients(static_cast<size_t>(together * pairs * shape.outputs));
  const std::vector<int32_t> offsets = pair_offsets(shape, together);
  const int64_t image_size = shape.height * shape.width * shape.inputs;
  const int64_t gradient_size = shape.output_height() * shape.output_width() * shape.outputs;
  for (int64_t start = 0; start < shape.images; start += together) {
    const int64_t count = std::min(together, shape.images - start);
    parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; n++) {
        pack_image(bits(images) + (start + n) * image_size, &words[n * shape.image_words()], shape);
        pack_gradient(bits(gradient) + (start + n) * gradient_size, &gradients[n * pairs * shape.outputs], shape);
      }
    });
    // Each sum belongs to one thread, so that its order is that of the images.
    parallel_for(0, shape.vectors() / 3, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        add_products(words.data(), offsets.data(), gradients.data(), count * pairs, 3 * i, sums, shape);
      }
    });
  }
  return result;
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &images, const at::Tensor &weight,
                            int64_t stride) {
    const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
    PreparedWeights *shared = PreparedWeights::current();
    const at::Tensor rounded = shared ? shared->rounded(weight, at::kBFloat16) : weight.to(at::kBFloat16);
    context->save_for_backward({images, rounded});
    context->saved_data["stride"] = stride;
    return at::conv2d(images, rounded, std::nullopt, {stride, stride}, at::IntArrayRef({1, 1}));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    torch::autograd::variable_list results(3);
    if (!gradients[0].defined()) return results;
    const auto saved = context->get_saved_variables();
    const int64_t stride = context->saved_data["stride"].toInt();
    const at::Tensor gradient = gradients[0].contiguous(channels_last);
    if (context->needs_input_grad(0)) {
      results[0] = std::get<0>(at::convolution_backward(gradient, saved[0], saved[1], at::OptionalIntArrayRef(),
                                                        {stride, stride}, {1, 1}, {1, 1}, false, {0, 0}, 1,
                                                        {true, false, false}));
    }
    results[1] = weight_gradient(saved[0], gradient, stride);
    return results;
  }
};

}  // namespace

bool fits(const at::Tensor &images, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t groups) {
  static const bool has_instructions =
      is_available() && ct_has_avx512_bf16() && std::strcmp(ct_cpu_capability(), "AVX512") == 0;
  if (!has_instructions || !at::GradMode::is_enabled() || !weight.requires_grad() || groups != 1 || padding != 1) return false;
  if (!at::autocast::is_autocast_enabled(at::kCPU) || at::autocast::get_autocast_dtype(at::kCPU) != at::kBFloat16) {
    return false;
  }
  if (!images.is_cpu() || !weight.is_cpu() || images.dim() != 4 || weight.dim() != 4 || weight.scalar_type() != at::kFloat) {
    return false;
  }
  const bool has_type = images.scalar_type() == at::kBFloat16 || images.scalar_type() == at::kFloat;
  // What was measured to be faster.
  return has_type && weight.size(2) == 3 && weight.size(3) == 3 && (stride == 1 || stride == 2) && images.numel() > 0 &&
         weight.size(1) == images.size(1) && weight.size(1) % 16 == 0 && weight.size(0) % 8 == 0 && weight.size(0) > 0 &&
         weight.size(0) * weight.size(1) <= 1 << 16 && images.size(2) * images.size(3) <= 1 << 10;
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, int64_t stride) {
  const at::Tensor rounded = images.to(at::kBFloat16).contiguous(channels_last);
  return Convolution::apply(rounded, weight, stride);
}

}  // namespace ctorch::convolution
