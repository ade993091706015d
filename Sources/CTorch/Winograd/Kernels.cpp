#include "Kernels.h"

#include <initializer_list>
#include <limits>

#include "../FusedProducts.h"
#include "../OuterProducts.h"

namespace ctorch::winograd {

#if defined(CT_FUSED_PRODUCTS)

namespace {

// The numbers of a line of the cache.
constexpr int64_t line_size = 16;

CT_FUSED inline __attribute__((always_inline)) const unaligned_eight &at(const float *from) {
  return *reinterpret_cast<const unaligned_eight *>(from);
}
CT_FUSED inline __attribute__((always_inline)) unaligned_eight &at(float *to) {
  return *reinterpret_cast<unaligned_eight *>(to);
}

// Asks for `count` numbers, to read them or to write them.
template <bool writes>
inline __attribute__((always_inline)) void prefetch(const float *numbers, int64_t count) {
  for (int64_t i = 0; i < count; i += line_size) __builtin_prefetch(numbers + i, writes ? 1 : 0, 3);
}

// Writes Bᵀ x B of eight channels to positions `distance` apart; place(y, x) gives the window's numbers.
template <typename Place>
CT_FUSED inline __attribute__((always_inline)) void transform_window(Place place, float *result, int64_t distance) {
  __m256 sums[4][4];
#pragma clang loop unroll(full)
  for (int x = 0; x < 4; x++) {
    const __m256 a = at(place(0, x)), b = at(place(1, x)), d = at(place(2, x)), e = at(place(3, x));
    sums[0][x] = a - d;
    sums[1][x] = b + d;
    sums[2][x] = d - b;
    sums[3][x] = b - e;
  }
#pragma clang loop unroll(full)
  for (int y = 0; y < 4; y++) {
    float *to = result + 4 * y * distance;
    at(to) = sums[y][0] - sums[y][2];
    at(to + distance) = sums[y][1] + sums[y][2];
    at(to + 2 * distance) = sums[y][2] - sums[y][1];
    at(to + 3 * distance) = sums[y][1] - sums[y][3];
  }
}

}  // namespace

CT_FUSED void transform_windows(const float *const *rows, int64_t row, int64_t count, Matrices to, int64_t tile) {
  const int64_t channels = to.channels;
  const float *starts[4] = {rows[0], rows[1], rows[2], rows[3]};
  float *result = to.numbers + tile * channels;
  for (int64_t i = 0; i < count; i++, result += channels) {
    prefetch<false>(starts[3] + row + 2 * channels, 2 * channels);
    prefetch<false>(starts[3] + 2 * row + 2 * channels, 2 * channels);
    for (int64_t c = 0; c < channels; c += vector_size) {
      transform_window([&](int y, int x) { return starts[y] + x * channels + c; }, result + c, to.distance);
    }
#pragma clang loop unroll(full)
    for (int y = 0; y < 4; y++) starts[y] += 2 * channels;
  }
}

CT_FUSED void transform_window_at_edge(const float *const *places, Matrices to, int64_t tile) {
  float *result = to.numbers + tile * to.channels;
  for (int64_t c = 0; c < to.channels; c += vector_size) {
    transform_window([&](int y, int x) { return places[4 * y + x] + c; }, result + c, to.distance);
  }
}

CT_FUSED void transform_gradients(const float *above, const float *below, int64_t step, int64_t row, int64_t count, Matrices to,
                                  int64_t tile) {
  float *result = to.numbers + tile * to.channels;
  for (int64_t i = 0; i < count; i++, above += 2 * step, below += 2 * step, result += to.channels) {
    for (const float *next : {below + row, below + 2 * row}) {
      prefetch<false>(next, to.channels);
      prefetch<false>(next + step, to.channels);
    }
    for (int64_t c = 0; c < to.channels; c += vector_size) {
      const __m256 a = at(above + c), b = at(above + step + c), d = at(below + c), e = at(below + step + c);
      const __m256 rows[4][2] = {{a, b}, {a + d, b + e}, {a - d, b - e}, {-d, -e}};
#pragma clang loop unroll(full)
      for (int y = 0; y < 4; y++) {
        float *place = result + 4 * y * to.distance + c;
        at(place) = rows[y][0];
        at(place + to.distance) = rows[y][0] + rows[y][1];
        at(place + 2 * to.distance) = rows[y][0] - rows[y][1];
        at(place + 3 * to.distance) = -rows[y][1];
      }
    }
  }
}

namespace {

enum class Kind { plain, biased, added };

template <Kind kind>
CT_FUSED void transform_finished(Matrices from, int64_t tile, int64_t count, float *above, float *below, int64_t step, int64_t row,
                                 const Finish &finish) {
  const float *products = from.numbers + tile * from.channels;
  const __m256 least = _mm256_set1_ps(finish.rectifies ? 0 : -std::numeric_limits<float>::infinity());
  const auto write = [&](float *place, __m256 sum, int64_t c) CT_FUSED {
    if (kind == Kind::added) sum += at(place);
    // What is no number stays so: the second is the result then.
    if (kind != Kind::plain) sum = _mm256_max_ps(least, sum + at(finish.bias + c));
    at(place) = sum;
  };
  for (int64_t i = 0; i < count; i++, above += 2 * step, below += 2 * step, products += from.channels) {
    for (const float *next : {below + row, below + 2 * row}) {
      prefetch<true>(next, block_channels);
      prefetch<true>(next + step, block_channels);
    }
#pragma clang loop unroll(full)
    for (int64_t c = 0; c < block_channels; c += vector_size) {
      __m256 rows[4][2];
#pragma clang loop unroll(full)
      for (int y = 0; y < 4; y++) {
        const float *place = products + 4 * y * from.distance + c;
        const __m256 b = at(place + from.distance), d = at(place + 2 * from.distance);
        rows[y][0] = at(place) + (b + d);
        rows[y][1] = (b - d) - at(place + 3 * from.distance);
      }
#pragma clang loop unroll(full)
      for (int x = 0; x < 2; x++) {
        write(above + x * step + c, rows[0][x] + (rows[1][x] + rows[2][x]), c);
        write(below + x * step + c, (rows[1][x] - rows[2][x]) - rows[3][x], c);
      }
    }
  }
}

}  // namespace

void transform_products(Matrices from, int64_t tile, int64_t count, float *above, float *below, int64_t step, int64_t row,
                        const Finish &finish) {
  const auto transform = !finish.bias           ? transform_finished<Kind::plain>
                         : finish.adds_residual ? transform_finished<Kind::added>
                                                : transform_finished<Kind::biased>;
  transform(from, tile, count, above, below, step, row, finish);
}

CT_FUSED void transform_kernel(const float *kernel, int64_t step, int64_t channels, float *to, int64_t distance) {
  const __m256 half = _mm256_set1_ps(0.5f);
  for (int64_t c = 0; c < channels; c += vector_size) {
    __m256 rows[4][3];
#pragma clang loop unroll(full)
    for (int x = 0; x < 3; x++) {
      const float *place = kernel + x * step + c;
      const __m256 a = at(place), b = at(place + 3 * step), d = at(place + 6 * step);
      rows[0][x] = a;
      rows[1][x] = half * (a + d + b);
      rows[2][x] = half * (a + d - b);
      rows[3][x] = d;
    }
#pragma clang loop unroll(full)
    for (int y = 0; y < 4; y++) {
      float *result = to + 4 * y * distance + c;
      const __m256 ends = rows[y][0] + rows[y][2];
      at(result) = rows[y][0];
      at(result + distance) = half * (ends + rows[y][1]);
      at(result + 2 * distance) = half * (ends - rows[y][1]);
      at(result + 3 * distance) = rows[y][2];
    }
  }
}

CT_FUSED void transform_sums(const float *sums, int64_t distance, int64_t channels, float *kernel) {
  const __m256 half = _mm256_set1_ps(0.5f);
  for (int64_t c = 0; c < channels; c += vector_size) {
    __m256 rows[3][4];
#pragma clang loop unroll(full)
    for (int x = 0; x < 4; x++) {
      const float *place = sums + x * distance + c;
      const __m256 a = at(place), b = at(place + 4 * distance), d = at(place + 8 * distance), e = at(place + 12 * distance);
      rows[0][x] = a + half * (b + d);
      rows[1][x] = half * (b - d);
      rows[2][x] = half * (b + d) + e;
    }
#pragma clang loop unroll(full)
    for (int y = 0; y < 3; y++) {
      float *place = kernel + 3 * y * channels + c;
      at(place) = rows[y][0] + half * (rows[y][1] + rows[y][2]);
      at(place + channels) = half * (rows[y][1] - rows[y][2]);
      at(place + 2 * channels) = half * (rows[y][1] + rows[y][2]) + rows[y][3];
    }
  }
}

CT_FUSED void multiply(Matrices tiles, int64_t position, const float *weights, Matrices products, int64_t count) {
  const int64_t inputs = tiles.channels;
  const float *from = tiles.numbers + position * tiles.distance;
  float *to = products.numbers + position * products.distance;
  for (int64_t tile = 0; tile < count; tile += block_tiles, from += block_tiles * inputs, to += block_tiles * block_channels) {
    __m256 sum[block_tiles][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < block_tiles; i++) sum[i][0] = sum[i][1] = _mm256_setzero_ps();
    const float *const places[] = {from,              from + inputs,     from + 2 * inputs,
                                   from + 3 * inputs, from + 4 * inputs, from + 5 * inputs};
    add_rows(sum, places, weights, inputs);
#pragma clang loop unroll(full)
    for (int i = 0; i < block_tiles; i++) {
      at(to + i * block_channels) = sum[i][0];
      at(to + i * block_channels + vector_size) = sum[i][1];
    }
  }
}

#else

void transform_windows(const float *const *, int64_t, int64_t, Matrices, int64_t) {}

void transform_window_at_edge(const float *const *, Matrices, int64_t) {}

void transform_gradients(const float *, const float *, int64_t, int64_t, int64_t, Matrices, int64_t) {}

void transform_products(Matrices, int64_t, int64_t, float *, float *, int64_t, int64_t, const Finish &) {}

void transform_kernel(const float *, int64_t, int64_t, float *, int64_t) {}

void transform_sums(const float *, int64_t, int64_t, float *) {}

void multiply(Matrices, int64_t, const float *, Matrices, int64_t) {}

#endif

void add_products(Matrices windows, Matrices gradients, int64_t position, int64_t count, float *sums) {
  add_outer_products(gradients.numbers + position * gradients.distance, gradients.channels, gradients.channels,
                     windows.numbers + position * windows.distance, windows.channels, windows.channels, count, sums);
}

}  // namespace ctorch::winograd
