#include "DirectConvolutionKernels.h"

#include <algorithm>
#include <cstring>

#include "FusedProducts.h"

namespace ctorch::direct {

void pad_image(const float *image, float *padded, Shape shape) {
  for (int64_t y = 0; y < shape.height; y++) {
    std::memcpy(padded + ((y + 1) * shape.padded_width() + 1) * shape.inputs, image + y * shape.width * shape.inputs,
                static_cast<size_t>(shape.width * shape.inputs) * sizeof *padded);
  }
}

void pack_inputs(const float *image, float *packed, Shape shape) {
  for (int64_t y = 0; y < shape.height; y++) {
    const float *from = image + y * shape.width * shape.inputs;
    float *to = packed + ((y + 1) * shape.padded_width() + 1) * vector_size;
    for (int64_t x = 0; x < shape.width; x++) {
      std::memcpy(to + x * vector_size, from + x * shape.inputs, vector_size * sizeof *to);
    }
  }
}

void pack_outputs(const float *gradient, int64_t places, int64_t outputs, float *packed) {
  for (int64_t i = 0; i < places; i++) {
    std::memcpy(packed + i * tile_outputs, gradient + i * outputs, tile_outputs * sizeof *packed);
  }
}

Walk walk(Shape shape) {
  const int64_t row = shape.padded_width() * shape.inputs;
  return {shape.output_height(), shape.output_width(), shape.stride * row, shape.stride * shape.inputs,
          shape.output_width() * shape.outputs, shape.outputs, 3, row, 3 * shape.inputs};
}

#if defined(CT_FUSED_PRODUCTS)

namespace {

// Six places of sixteen channels: `inputs` tells where the window of each begins, `outputs` where it goes.
CT_FUSED void convolve_tile(const float *const *inputs, const float *weights, float *const *outputs, int64_t count,
                            const Walk &walk) {
  __m256 sum[tile_places][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_places; i++) sum[i][0] = sum[i][1] = _mm256_setzero_ps();
  for (int64_t row = 0; row < walk.rows; row++, weights += walk.row_size * tile_channels) {
    const int64_t start = row * walk.row_distance;
    const float *const places[] = {inputs[0] + start, inputs[1] + start, inputs[2] + start,
                                   inputs[3] + start, inputs[4] + start, inputs[5] + start};
    add_rows(sum, places, weights, walk.row_size);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_places; i++) {
    if (i >= count) break;
    _mm256_storeu_ps(outputs[i], sum[i][0]);
    _mm256_storeu_ps(outputs[i] + vector_size, sum[i][1]);
  }
}

}  // namespace

void convolve(const float *windows, const float *weights, float *output, const Walk &walk) {
  const float *inputs[tile_places];
  float *outputs[tile_places];
  int64_t count = 0;
  for (int64_t y = 0; y < walk.height; y++) {
    for (int64_t x = 0; x < walk.width; x++) {
      inputs[count] = windows + y * walk.window_row + x * walk.window_step;
      outputs[count] = output + y * walk.output_row + x * walk.output_step;
      if (++count < tile_places) continue;
      convolve_tile(inputs, weights, outputs, count, walk);
      count = 0;
    }
  }
  if (count == 0) return;
  for (int64_t i = count; i < tile_places; i++) inputs[i] = inputs[0];
  convolve_tile(inputs, weights, outputs, count, walk);
}

CT_FUSED void add_products(const float *inputs, const float *outputs, int64_t image_count, int64_t row, float *sums,
                           Shape shape) {
  __m256 sum[3][tile_outputs];
#pragma clang loop unroll(full)
  for (int i = 0; i < 3 * tile_outputs; i++) sum[i / tile_outputs][i % tile_outputs] = _mm256_loadu_ps(sums + i * vector_size);
  const int64_t width = shape.output_width(), step = shape.stride * vector_size, image = shape.padded_places() * vector_size;
  for (int64_t n = 0; n < image_count; n++) {
    for (int64_t y = 0; y < shape.output_height(); y++) {
      const float *place = inputs + n * image + (y * shape.stride + row) * shape.padded_width() * vector_size;
      for (int64_t x = 0; x < width; x++, place += step, outputs += tile_outputs) {
        const __m256 left = _mm256_loadu_ps(place), middle = _mm256_loadu_ps(place + vector_size);
        const auto &right = *reinterpret_cast<const unaligned_eight *>(place + 2 * vector_size);
#pragma clang loop unroll(full)
        for (int o = 0; o < tile_outputs; o++) {
          const __m256 gradient = _mm256_broadcast_ss(outputs + o);
          CT_ADD_PRODUCT(sum[0][o], gradient, left, "x");
          CT_ADD_PRODUCT(sum[1][o], gradient, middle, "x");
          CT_ADD_PRODUCT(sum[2][o], gradient, right, "m");
        }
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 3 * tile_outputs; i++) _mm256_storeu_ps(sums + i * vector_size, sum[i / tile_outputs][i % tile_outputs]);
}

#else

void convolve(const float *, const float *, float *, const Walk &) {}

void add_products(const float *, const float *, int64_t, int64_t, float *, Shape) {}

#endif

}  // namespace ctorch::direct
