#include "Kernels.h"

#include <algorithm>
#include <cstring>

#include "../FusedProducts.h"

namespace ctorch::direct {

void pad_image(const float *image, float *padded, Shape shape) {
  for (int64_t y = 0; y < shape.height; y++) {
    std::memcpy(padded + ((y + shape.padding()) * shape.padded_width() + shape.padding()) * shape.inputs,
                image + y * shape.width * shape.inputs, static_cast<size_t>(shape.width * shape.inputs) * sizeof *padded);
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
          shape.output_width() * shape.outputs, shape.outputs, shape.kernel, row, shape.kernel * shape.inputs};
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
      // What the row below will write to.
      __builtin_prefetch(outputs[count] + walk.output_row, 1);
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

namespace {

// Nine numbers of each window and eight outputs, for `height` rows of outputs: the numbers lie beside each other in `rows` rows. What lies `ahead`
// in the gradient is fetched beforehand.
template <int rows>
CT_FUSED void add_nine(const float *padded, const float *gradient, int64_t height, int64_t ahead, float *sums, Shape shape) {
  constexpr int numbers = 9, columns = numbers / rows;
  __m256 sum[numbers];
#pragma clang loop unroll(full)
  for (int i = 0; i < numbers; i++) sum[i] = _mm256_setzero_ps();
  const int64_t row = shape.padded_width() * shape.inputs, step = shape.stride * shape.inputs;
  for (int64_t y = 0; y < height; y++) {
    const float *window = padded + y * shape.stride * row;
    for (int64_t x = 0; x < shape.output_width(); x++, window += step, gradient += shape.outputs) {
      const __m256 change = _mm256_loadu_ps(gradient);
      __builtin_prefetch(gradient + ahead);
#pragma clang loop unroll(full)
      for (int i = 0; i < numbers; i++) {
        const __m256 number = _mm256_broadcast_ss(window + i / columns * row + i % columns);
        CT_ADD_PRODUCT(sum[i], number, change, "x");
      }
    }
  }
  // What comes before is added last: the shorter a sum, the less it rounds.
#pragma clang loop unroll(full)
  for (int i = 0; i < numbers; i++) {
    float *to = sums + i * shape.outputs;
    _mm256_storeu_ps(to, _mm256_loadu_ps(to) + sum[i]);
  }
}

}  // namespace

void add_window_products(const float *padded, const float *gradient, float *sums, Shape shape) {
  // So many rows of outputs that their gradient stays in the first cache while the window's numbers go by.
  constexpr int64_t most_numbers = 1 << 12;
  const int64_t row = shape.padded_width() * shape.inputs, outputs = shape.output_width() * shape.outputs;
  const int64_t together = std::max<int64_t>(most_numbers / outputs, 1);
  const auto add = shape.inputs == 1 ? add_nine<3> : add_nine<1>;
  for (int64_t y = 0; y < shape.output_height(); y += together) {
    const int64_t height = std::min(together, shape.output_height() - y);
    // Of three inputs a row of the kernel has nine numbers, of one the whole kernel.
    for (int64_t part = 0; part < shape.inputs; part++) {
      for (int64_t output = 0; output < shape.outputs; output += vector_size) {
        add(padded + (y * shape.stride + part) * row, gradient + y * outputs + output, height, together * outputs,
            sums + part * 9 * shape.outputs + output, shape);
      }
    }
  }
}

#else

void add_window_products(const float *, const float *, float *, Shape) {}

void convolve(const float *, const float *, float *, const Walk &) {}

void add_products(const float *, const float *, int64_t, int64_t, float *, Shape) {}

#endif

}  // namespace ctorch::direct
