#include <math.h>

#include "kernel.h"

#define BLOCK 16

// Weights ------------------------------------------------------------------------------------------------------------

static double support_of(cik_filter filter) { return filter == CIK_BICUBIC ? 2.0 : 1.0; }

// Keys' cubic convolution with a = −0.5, or the triangle.
static double filter_at(cik_filter filter, double x) {
  const double a = -0.5;
  x = fabs(x);
  if (filter == CIK_BILINEAR) return x < 1.0 ? 1.0 - x : 0.0;
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

int32_t cik_taps(cik_filter filter, double extent, int32_t outputs) {
  double scale = extent / outputs;
  if (scale < 1.0) scale = 1.0;
  return (int32_t)ceil(support_of(filter) * scale) * 2 + 1;
}

void cik_weights(
    cik_filter filter, double start, double extent, int32_t input_count, int32_t outputs, int32_t first_output,
    int32_t output_count, int32_t taps, cik_span *spans, int32_t *weights, double *scratch) {
  double scale = extent / outputs;
  double stretch = scale < 1.0 ? 1.0 : scale;  // the filter widens only when the image shrinks
  double support = support_of(filter) * stretch;
  double density = 1.0 / stretch;
  for (int32_t i = 0; i < output_count; i++) {
    double centre = start + (first_output + i + 0.5) * scale;
    int32_t first = (int32_t)(centre - support + 0.5);
    int32_t end = (int32_t)(centre + support + 0.5);
    if (first < 0) first = 0;
    if (end > input_count) end = input_count;
    int32_t count = end - first;
    if (count > taps) count = taps;
    double sum = 0.0;
    for (int32_t t = 0; t < count; t++) {
      scratch[t] = filter_at(filter, (t + first - centre + 0.5) * density);
      sum += scratch[t];
    }
    int32_t *target = weights + (size_t)i * (size_t)taps;
    for (int32_t t = 0; t < count; t++) {
      double weight = sum != 0.0 ? scratch[t] / sum : scratch[t];
      target[t] = (int32_t)(weight * (1 << CIK_WEIGHT_BITS) + (weight < 0.0 ? -0.5 : 0.5));
    }
    spans[i].first = first;
    spans[i].count = count;
  }
}

// Scratch ------------------------------------------------------------------------------------------------------------

static size_t rounded_up(size_t value) { return (value + BLOCK - 1) / BLOCK * BLOCK; }

cik_resample_scratch_sizes cik_resample_scratch(
    int32_t input_width, int32_t input_rows, int32_t output_width, int32_t channels) {
  size_t stride = rounded_up((size_t)output_width);
  cik_resample_scratch_sizes sizes;
  sizes.columns = (size_t)input_width * (size_t)channels * BLOCK;
  sizes.tile = stride * (size_t)channels * BLOCK;
  sizes.rows = stride * (size_t)channels * rounded_up((size_t)input_rows);
  return sizes;
}

// Passes -------------------------------------------------------------------------------------------------------------

#define LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Interleaving the first half of 16 vectors with the second, four times over, transposes them.
INLINED void transpose(u8x16 v[16]) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
    u8x16 w[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      w[2 * i] = LOW(v[i], v[i + 8]);
      w[2 * i + 1] = HIGH(v[i], v[i + 8]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) v[i] = w[i];
  }
}

// Turns BLOCK rows of `count` bytes into `count` vectors of BLOCK bytes, one per column.
INLINED void rows_to_columns(const uint8_t *const *rows, size_t count, uint8_t *columns) {
  if (count < BLOCK) {
    for (size_t x = 0; x < count; x++) {
      for (int r = 0; r < BLOCK; r++) columns[x * BLOCK + (size_t)r] = rows[r][x];
    }
    return;
  }
  for (size_t x = 0; x < count; x += BLOCK) {
    // The last tile overlaps the one before instead of reaching beyond the rows.
    size_t from = x + BLOCK <= count ? x : count - BLOCK;
    u8x16 v[16];
#pragma clang loop unroll(full)
    for (int r = 0; r < BLOCK; r++) v[r] = load_16(rows[r] + from);
    transpose(v);
#pragma clang loop unroll(full)
    for (int r = 0; r < BLOCK; r++) store_16(columns + (from + (size_t)r) * BLOCK, v[r]);
  }
}

INLINED void columns_to_rows(const uint8_t *columns, size_t count, uint8_t *rows, size_t stride) {
  for (size_t x = 0; x < count; x += BLOCK) {
    u8x16 v[16];
#pragma clang loop unroll(full)
    for (int r = 0; r < BLOCK; r++) v[r] = load_16(columns + (x + (size_t)r) * BLOCK);
    transpose(v);
#pragma clang loop unroll(full)
    for (int r = 0; r < BLOCK; r++) store_16(rows + (size_t)r * stride + x, v[r]);
  }
}

// Σ weights[t] · source[t · step], rounded and clamped to 8 bits.
INLINED u8x16 weighted_sum(const uint8_t *source, size_t step, const int32_t *weights, int32_t count) {
  i32x16 sum = (i32x16){0} + (1 << (CIK_WEIGHT_BITS - 1));
  for (int32_t t = 0; t < count; t++) {
    sum += __builtin_convertvector(load_16(source + (size_t)t * step), i32x16) * weights[t];
  }
  sum >>= CIK_WEIGHT_BITS;
  sum = __builtin_elementwise_max(sum, (i32x16){0});
  sum = __builtin_elementwise_min(sum, (i32x16){0} + 255);
  return __builtin_convertvector(sum, u8x16);
}

MULTIVERSIONED
static void resample_columns(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t channels, int32_t row_count, cik_axis axis,
    int32_t flip, uint8_t *columns, uint8_t *tile, uint8_t *rows) {
  size_t row_stride = rounded_up((size_t)axis.output_count);
  size_t plane = row_stride * rounded_up((size_t)row_count);
  size_t step = (size_t)channels * BLOCK;
  for (int32_t y = 0; y < row_count; y += BLOCK) {
    const uint8_t *sources[BLOCK];
    for (int32_t r = 0; r < BLOCK; r++) {
      int32_t row = y + r < row_count ? y + r : row_count - 1;
      sources[r] = pixels + (size_t)row * stride;
    }
    rows_to_columns(sources, (size_t)width * (size_t)channels, columns);
    for (int32_t x = 0; x < axis.output_count; x++) {
      cik_span span = axis.spans[x];
      const int32_t *weights = axis.weights + (size_t)x * (size_t)axis.taps;
      size_t target = (size_t)(flip ? axis.output_count - 1 - x : x) * BLOCK;
      for (int32_t c = 0; c < channels; c++) {
        const uint8_t *source = columns + (size_t)span.first * step + (size_t)c * BLOCK;
        store_16(tile + (size_t)c * row_stride * BLOCK + target, weighted_sum(source, step, weights, span.count));
      }
    }
    for (int32_t c = 0; c < channels; c++) {
      columns_to_rows(
          tile + (size_t)c * row_stride * BLOCK, row_stride, rows + (size_t)c * plane + (size_t)y * row_stride,
          row_stride);
    }
  }
}

MULTIVERSIONED
static void resample_rows(
    const uint8_t *rows, int32_t first_row, int32_t row_count, int32_t width, int32_t channels, cik_axis axis,
    uint8_t *planes) {
  size_t stride = rounded_up((size_t)width);
  size_t plane = stride * rounded_up((size_t)row_count);
  size_t whole = (size_t)width / BLOCK * BLOCK;
  for (int32_t c = 0; c < channels; c++) {
    for (int32_t y = 0; y < axis.output_count; y++) {
      cik_span span = axis.spans[y];
      const int32_t *weights = axis.weights + (size_t)y * (size_t)axis.taps;
      const uint8_t *source = rows + (size_t)c * plane + (size_t)(span.first - first_row) * stride;
      uint8_t *target = planes + ((size_t)c * (size_t)axis.output_count + (size_t)y) * (size_t)width;
      for (size_t x = 0; x < whole; x += BLOCK) {
        store_16(target + x, weighted_sum(source + x, stride, weights, span.count));
      }
      if (whole < (size_t)width) {
        uint8_t last[BLOCK];
        store_16(last, weighted_sum(source + whole, stride, weights, span.count));
        memcpy(target + whole, last, (size_t)width - whole);
      }
    }
  }
}

void cik_resample(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t channels, cik_axis horizontal, cik_axis vertical,
    int32_t flip, uint8_t *columns, uint8_t *tile, uint8_t *rows, uint8_t *planes) {
  int32_t first = INT32_MAX, end = 0;
  for (int32_t y = 0; y < vertical.output_count; y++) {
    cik_span span = vertical.spans[y];
    if (span.first < first) first = span.first;
    if (span.first + span.count > end) end = span.first + span.count;
  }
  const uint8_t *top = pixels + (size_t)first * stride;
  resample_columns(top, stride, width, channels, end - first, horizontal, flip, columns, tile, rows);
  resample_rows(rows, first, end - first, horizontal.output_count, channels, vertical, planes);
}
