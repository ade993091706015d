#include "ConvolutionKernels.h"

#include <algorithm>

#include "Vectorized.h"

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#include <immintrin.h>
#define CT_DOT_PRODUCTS 1
#endif

namespace ctorch::convolution {

namespace {

// One word of each of two rows of halfwords, of which either may be missing.
CT_INLINE void pair_rows(const uint16_t *low, const uint16_t *high, uint32_t *words, int64_t count) {
  if (low && high) {
    for (int64_t i = 0; i < count; i++) words[i] = low[i] | static_cast<uint32_t>(high[i]) << 16;
  } else if (low) {
    for (int64_t i = 0; i < count; i++) words[i] = low[i];
  } else if (high) {
    for (int64_t i = 0; i < count; i++) words[i] = static_cast<uint32_t>(high[i]) << 16;
  }
}

// The vector's place among an image's words, from the first of a pair.
int64_t place(int64_t vector, Shape shape) {
  const int64_t blocks = shape.inputs / 16, offset = vector / blocks;
  return (offset / 3 * shape.padded_width() + offset % 3) * shape.inputs + vector % blocks * 16;
}

}  // namespace

MULTIVERSIONED void pack_image(const uint16_t *image, uint32_t *words, Shape shape) {
  const int64_t inputs = shape.inputs;
  for (int64_t y = 0; y < shape.height; y++) {
    const uint16_t *row = image + y * shape.width * inputs;
    uint32_t *to = words + (y + 1) * shape.padded_width() * inputs;
    for (int64_t u = 0; u <= shape.width; u++) {
      const int64_t low = u - 1, high = low + shape.stride;
      pair_rows(low >= 0 ? row + low * inputs : nullptr, high < shape.width ? row + high * inputs : nullptr,
                to + u * inputs, inputs);
    }
  }
}

MULTIVERSIONED void pack_gradient(const uint16_t *gradient, uint32_t *words, Shape shape) {
  const int64_t width = shape.output_width(), outputs = shape.outputs;
  for (int64_t y = 0; y < shape.output_height(); y++) {
    for (int64_t x = 0; x < width; x += 2, words += outputs) {
      const uint16_t *low = gradient + (y * width + x) * outputs;
      pair_rows(low, x + 1 < width ? low + outputs : nullptr, words, outputs);
    }
  }
}

std::vector<int32_t> pair_offsets(Shape shape, int64_t images) {
  std::vector<int32_t> offsets;
  offsets.reserve(static_cast<size_t>(images * shape.image_pairs()));
  for (int64_t n = 0; n < images; n++) {
    for (int64_t y = 0; y < shape.output_height(); y++) {
      for (int64_t pair = 0; pair < shape.row_pairs(); pair++) {
        const int64_t column = y * shape.stride * shape.padded_width() + 2 * pair * shape.stride;
        offsets.push_back(static_cast<int32_t>(n * shape.image_words() + column * shape.inputs));
      }
    }
  }
  return offsets;
}

#if defined(CT_DOT_PRODUCTS)

namespace {

constexpr int group_outputs = 8;

__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))) void add_group(
    const uint32_t *const *words, const int32_t *offsets, const uint32_t *gradient, int64_t count, int64_t outputs,
    float *sums, int64_t stride) {
  __m512 sum[group_outputs][3];
#pragma clang loop unroll(full)
  for (int o = 0; o < group_outputs; o++) {
    for (int v = 0; v < 3; v++) sum[o][v] = _mm512_loadu_ps(sums + o * stride + 16 * v);
  }
  const uint32_t *first = words[0], *second = words[1], *third = words[2];
  for (int64_t k = 0; k < count; k++) {
    const int32_t offset = offsets[k];
    const __m512bh a = (__m512bh)_mm512_loadu_si512(first + offset), b = (__m512bh)_mm512_loadu_si512(second + offset),
                   c = (__m512bh)_mm512_loadu_si512(third + offset);
#pragma clang loop unroll(full)
    for (int o = 0; o < group_outputs; o++) {
      const __m512bh g = (__m512bh)_mm512_set1_epi32(static_cast<int>(gradient[k * outputs + o]));
      sum[o][0] = _mm512_dpbf16_ps(sum[o][0], g, a);
      sum[o][1] = _mm512_dpbf16_ps(sum[o][1], g, b);
      sum[o][2] = _mm512_dpbf16_ps(sum[o][2], g, c);
    }
  }
#pragma clang loop unroll(full)
  for (int o = 0; o < group_outputs; o++) {
    for (int v = 0; v < 3; v++) _mm512_storeu_ps(sums + o * stride + 16 * v, sum[o][v]);
  }
}

}  // namespace

bool is_available() { return true; }

void add_products(const uint32_t *words, const int32_t *offsets, const uint32_t *gradient, int64_t count, int64_t vector,
                  float *sums, Shape shape) {
  // So many pairs that three vectors of each stay in the first cache while all outputs take them.
  constexpr int64_t chunk = 96;
  const uint32_t *places[3] = {words + place(vector, shape), words + place(vector + 1, shape),
                               words + place(vector + 2, shape)};
  for (int64_t k = 0; k < count; k += chunk) {
    for (int64_t o = 0; o < shape.outputs; o += group_outputs) {
      add_group(places, offsets + k, gradient + k * shape.outputs + o, std::min(chunk, count - k), shape.outputs,
                sums + o * 9 * shape.inputs + 16 * vector, 9 * shape.inputs);
    }
  }
}

#else

bool is_available() { return false; }

void add_products(const uint32_t *, const int32_t *, const uint32_t *, int64_t, int64_t, float *, Shape) {}

#endif

}  // namespace ctorch::convolution
