#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>

#include <initializer_list>
#include <optional>
#include <vector>

#include "Convolution.h"
#include "Direct/Convolution.h"
#include "FusedNormalization.h"
#include "PreparedWeights.h"
#include "SmallImageConvolution.h"
#include "Support.h"
#include "Winograd/Convolution.h"

using namespace ctorch;

namespace {

// What is counted on a thread while somebody counts.
thread_local bool counts = false;
thread_local int64_t counted = 0;

// Counts the products of a layer: `forward` multiply-adds, and as many for each gradient that will be asked for.
void count(int64_t forward, std::initializer_list<at::Tensor> factors) {
  if (!counts) return;
  counted += forward;
  if (!at::GradMode::is_enabled()) return;
  for (const at::Tensor &factor : factors) counted += factor.requires_grad() ? forward : 0;
}

// Images of one channel lie channels last and not at the same time, and libtorch takes them for the latter: it would give out
// what does not lie channels last, and every later layer would turn it around.
at::Tensor channels_last(at::Tensor images) {
  if (images.dim() != 4 || images.size(1) != 1 || images.requires_grad() || !images.is_contiguous()) return images;
  return images.as_strided(images.sizes(), {images.stride(0), 1, images.stride(2), images.stride(3)});
}

std::optional<at::Tensor> optional_argument(ct_tensor handle) {
  if (!handle.impl) return std::nullopt;
  return optional(handle);
}

}  // namespace

void ct_start_counting(void) {
  counts = true;
  counted = 0;
}

int64_t ct_stop_counting(void) {
  counts = false;
  return counted;
}

ct_status ct_relu(ct_tensor a, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::relu(borrow(a))); });
}

ct_status ct_relu_(ct_tensor a) {
  return guarded([&] { borrow(a).relu_(); });
}

ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor rows = borrow(input), matrix = borrow(weight);
    at::Tensor result = at::linear(rows, shared_weight(matrix), optional_argument(bias));
    count(result.numel() * matrix.size(1), {rows, matrix});
    *out = wrap(std::move(result));
  });
}

ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding,
                    int64_t groups, ct_tensor *out) {
  return guarded([&] {
    auto images = channels_last(borrow(input));
    const auto &kernel = borrow(weight);
    // oneDNN's gradient of a strided 1×1 convolution of fewer channels than a vector of AVX2 holds writes outside its
    // memory; what it skips can be left out before it just as well.
    if (groups == 1 && kernel.dim() == 4 && kernel.size(1) < 8 && kernel.size(2) == 1 && kernel.size(3) == 1 && stride > 1 &&
        padding == 0 && images.dim() == 4) {
      images = images.slice(2, 0, std::nullopt, stride).slice(3, 0, std::nullopt, stride);
      stride = 1;
    }
    at::Tensor result;
    if (!bias.impl && convolution::fits(images, kernel, stride, padding, groups)) {
      result = convolution::convolved(images, kernel, stride);
    } else if (!bias.impl && winograd::fits(images, kernel, stride, padding, groups)) {
      result = winograd::convolved(images, kernel);
    } else if (!bias.impl && small_images::fits(images, kernel, stride, padding, groups)) {
      result = small_images::convolved(images, kernel, stride, padding);
    } else if (!bias.impl && direct::fits(images, kernel, stride, padding, groups)) {
      result = direct::convolved(images, kernel, stride);
    } else {
      result = at::conv2d(images, shared_weight(kernel), optional_argument(bias), {stride, stride},
                          at::IntArrayRef({padding, padding}), {1, 1}, groups);
    }
    count(result.numel() * (kernel.numel() / kernel.size(0)), {images, kernel});
    *out = wrap(std::move(result));
  });
}

namespace {

// Found by name: their C++ functions are not exported, and their headers differ between releases.
std::optional<c10::OperatorHandle> fused_convolution(const char *name, const char *overload) {
  return c10::Dispatcher::singleton().findSchema({name, overload});
}

}  // namespace

bool ct_has_fused_convolutions(ct_dtype dtype) {
  static const bool found = fused_convolution("mkldnn::_convolution_pointwise", "").has_value() &&
                            fused_convolution("mkldnn::_convolution_pointwise_", "binary").has_value();
  if (!found || dtype != CT_BFLOAT16) return found;
  // Which instructions bfloat16 needs is known to libtorch alone, and is not the same in all releases.
  static const bool computes_halves = [] {
    try {
      const at::NoGradGuard unrecorded;
      const auto ones = at::ones({1, 16, 1, 1}, at::kBFloat16), bias = at::ones({1}, at::kBFloat16);
      const std::vector<int64_t> paddings{0, 0}, steps{1, 1};
      torch::jit::Stack stack{ones, ones, bias, paddings, steps, steps, 1, "none", c10::List<std::optional<at::Scalar>>(), ""};
      fused_convolution("mkldnn::_convolution_pointwise", "")->callBoxed(stack);
      return true;
    } catch (const c10::Error &) {
      return false;
    }
  }();
  return computes_halves;
}

ct_status ct_fused_convolution(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor residual, bool rectifies,
                               int64_t stride, int64_t padding, int64_t groups, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor images = borrow(input), factors = borrow(weight), shift = borrow(bias), added = optional(residual);
    const bool lies_right = !added.defined() || added.is_contiguous(at::MemoryFormat::ChannelsLast);
    if (lies_right && winograd::fits(images, factors, stride, padding, groups)) {
      *out = wrap(winograd::finished(images, factors, shift, added, rectifies));
      return;
    }
    const std::vector<int64_t> paddings{padding, padding}, strides{stride, stride}, dilations{1, 1};
    const c10::IValue no_scalars = c10::List<std::optional<at::Scalar>>();
    torch::jit::Stack stack;
    if (added.defined()) {
      static const auto operation = fused_convolution("mkldnn::_convolution_pointwise_", "binary").value();
      stack = {added, images, factors, shift, paddings, strides, dilations, groups, "add",
               at::Scalar(1.0), rectifies ? c10::IValue("relu") : c10::IValue(), no_scalars, c10::IValue()};
      operation.callBoxed(stack);
    } else {
      static const auto operation = fused_convolution("mkldnn::_convolution_pointwise", "").value();
      stack = {channels_last(images), factors, shift, paddings, strides, dilations, groups,
               rectifies ? "relu" : "none", no_scalars, ""};
      operation.callBoxed(stack);
    }
    *out = wrap(stack.front().toTensor());
  });
}

ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor running_mean,
                        ct_tensor running_variance, ct_tensor residual, bool rectifies, bool training, double momentum,
                        double epsilon, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor value = borrow(input), scale = optional(weight), shift = optional(bias), added = optional(residual),
                     mean = optional(running_mean), variance = optional(running_variance);
    if (normalization::fits(value, scale, shift, added, mean, variance) && (training || mean.defined())) {
      *out = wrap(normalization::fused(value, scale, shift, added, mean, variance, training, momentum, epsilon, rectifies));
      return;
    }
    at::Tensor result = at::batch_norm(value, optional_argument(weight), optional_argument(bias),
                                       optional_argument(running_mean), optional_argument(running_variance), training,
                                       momentum, epsilon, true);
    if (added.defined()) result.add_(added);
    if (rectifies) result.relu_();
    *out = wrap(result);
  });
}

ct_status ct_layer_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, double epsilon, ct_tensor *out) {
  return guarded([&] {
    const auto tensor = borrow(input);
    *out = wrap(at::layer_norm(tensor, {tensor.size(-1)}, borrow(weight), borrow(bias), epsilon));
  });
}

ct_status ct_gelu(ct_tensor a, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::gelu(borrow(a))); });
}

ct_status ct_scaled_dot_product_attention(ct_tensor queries, ct_tensor keys, ct_tensor values, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor q = borrow(queries), k = borrow(keys), v = borrow(values);
    at::Tensor result = at::scaled_dot_product_attention(q, k, v);
    // Similarities, then the sums of values.
    count(q.numel() * k.size(-2), {q, k});
    count(result.numel() * k.size(-2), {v, q});
    *out = wrap(std::move(result));
  });
}

ct_status ct_interpolate_bicubic(ct_tensor images, int64_t height, int64_t width, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::_upsample_bicubic2d_aa(borrow(images), {height, width}, false)); });
}

ct_status ct_adaptive_average_pool2d(ct_tensor input, int64_t side, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::adaptive_avg_pool2d(borrow(input), {side, side})); });
}

ct_status ct_max_pool2d(ct_tensor input, int64_t kernel, int64_t stride, int64_t padding, ct_tensor *out) {
  return guarded(
      [&] { *out = wrap(at::max_pool2d(borrow(input), {kernel, kernel}, {stride, stride}, {padding, padding})); });
}

ct_status ct_softmax(ct_tensor input, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::softmax(borrow(input), dimension)); });
}

ct_status ct_log_softmax(ct_tensor input, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::log_softmax(borrow(input), dimension)); });
}

ct_status ct_cross_entropy(ct_tensor logits, ct_tensor targets, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::cross_entropy_loss(borrow(logits), borrow(targets))); });
}
