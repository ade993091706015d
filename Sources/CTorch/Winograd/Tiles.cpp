#include "Tiles.h"

#include <cstring>

namespace ctorch::winograd {

Tiling::Tiling(const at::Tensor &images) : images(images.size(0)), height(images.size(2)), width(images.size(3)) {}

// A line of the cache more, lest a tile's numbers of all positions lie in the few lines that share a place in it.
Room::Room(int64_t tiles, int64_t channels)
    : numbers(at::zeros({positions, tiles * channels + 16}, at::kFloat)),
      all{numbers.mutable_data_ptr<float>(), channels, numbers.size(1)} {}

Border::Border(const Tiling &tiling, int64_t channels)
    : tiling(tiling),
      channels(channels),
      numbers(at::zeros({(2 * tiling.width + 4) * channels}, at::kFloat)),
      zeros(numbers.const_data_ptr<float>()),
      outside(numbers.mutable_data_ptr<float>() + tiling.width * channels),
      edge(outside + tiling.width * channels) {}

void Border::transform_windows(const float *images, int64_t begin, int64_t end, Matrices to) const {
  const int64_t row = tiling.width * channels;
  for_runs(tiling, begin, end, [&](const Run &run, int64_t tile) {
    const float *image = images + run.image * tiling.height * row, *rows[4];
    for (int64_t i = 0; i < 4; i++) {
      const int64_t y = run.y - 1 + i;
      rows[i] = y >= 0 && y < tiling.height ? image + y * row : zeros;
    }
    const auto transform_at_edge = [&](int64_t i) {
      const float *places[positions];
      for (int64_t position = 0; position < positions; position++) {
        const int64_t x = run.x + 2 * i - 1 + position % 4;
        places[position] = x >= 0 && x < tiling.width ? rows[position / 4] + x * channels : zeros;
      }
      transform_window_at_edge(places, to, tile - begin + i);
    };
    // The tiles of the run whose windows are within the rows.
    const int64_t first = run.x == 0 ? 1 : 0, last = std::min(run.count, (tiling.width - run.x - 1) / 2);
    if (first == 1) transform_at_edge(0);
    if (last > first) {
      const float *starts[4];
      for (int64_t i = 0; i < 4; i++) starts[i] = rows[i] + (run.x + 2 * first - 1) * channels;
      winograd::transform_windows(starts, row, last - first, to, tile - begin + first);
    }
    for (int64_t i = std::max(first, last); i < run.count; i++) transform_at_edge(i);
  });
}

void Border::transform_gradients(const float *gradient, int64_t begin, int64_t end, Matrices to) const {
  const int64_t row = tiling.width * channels;
  for_runs(tiling, begin, end, [&](const Run &run, int64_t tile) {
    const float *above = gradient + ((run.image * tiling.height + run.y) * tiling.width + run.x) * channels;
    const float *below = run.y + 1 < tiling.height ? above + row : zeros;
    const int64_t whole = std::min(run.count, (tiling.width - run.x) / 2);
    winograd::transform_gradients(above, below, channels, row, whole, to, tile - begin);
    if (whole == run.count) return;
    // The last place of each row, and none beside it.
    std::memset(edge, 0, static_cast<size_t>(4 * channels) * sizeof *edge);
    std::memcpy(edge, above + 2 * whole * channels, static_cast<size_t>(to.channels) * sizeof *edge);
    std::memcpy(edge + 2 * channels, below + 2 * whole * channels, static_cast<size_t>(to.channels) * sizeof *edge);
    winograd::transform_gradients(edge, edge + 2 * channels, channels, 0, 1, to, tile - begin + whole);
  });
}

void Border::transform_products(Matrices from, int64_t begin, int64_t end, float *outputs, const Finish &finish) const {
  const int64_t row = tiling.width * channels;
  for_runs(tiling, begin, end, [&](const Run &run, int64_t tile) {
    float *above = outputs + ((run.image * tiling.height + run.y) * tiling.width + run.x) * channels;
    float *below = run.y + 1 < tiling.height ? above + row : outside;
    const int64_t whole = std::min(run.count, (tiling.width - run.x) / 2);
    winograd::transform_products(from, tile - begin, whole, above, below, channels, row, finish);
    if (whole == run.count) return;
    // The last place of each row, and none beside it.
    float *places[] = {above + 2 * whole * channels, below + 2 * whole * channels};
    for (int64_t y = 0; y < 2; y++) std::memcpy(edge + 2 * y * channels, places[y], block_channels * sizeof *edge);
    winograd::transform_products(from, tile - begin + whole, 1, edge, edge + 2 * channels, channels, 0, finish);
    for (int64_t y = 0; y < 2; y++) std::memcpy(places[y], edge + 2 * y * channels, block_channels * sizeof *edge);
  });
}

}  // namespace ctorch::winograd
