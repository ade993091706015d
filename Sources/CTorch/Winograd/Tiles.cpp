#include "Tiles.h"

#include <algorithm>
#include <cstring>

namespace ctorch::winograd {

Tiling::Tiling(const at::Tensor &images) : images(images.size(0)), height(images.size(2)), width(images.size(3)) {}

Tile::Tile(int64_t number, const Tiling &tiling)
    : image(number / (tiling.rows() * tiling.columns())),
      y(2 * (number / tiling.columns() % tiling.rows())),
      x(2 * (number % tiling.columns())) {}

void Tile::advance(const Tiling &tiling) {
  x += 2;
  if (x < tiling.width) return;
  x = 0;
  y += 2;
  if (y < tiling.height) return;
  y = 0;
  image++;
}

// A line of the cache more, lest a tile's numbers of all positions lie in the few lines that share a place in it.
Room::Room(int64_t tiles, int64_t channels)
    : channels(channels), distance(tiles * channels + 16), numbers(at::zeros({positions * distance}, at::kFloat)) {}

void transform_windows(const float *images, const Tiling &tiling, int64_t begin, int64_t end, float *edge, Matrices to) {
  const int64_t channels = to.channels, row = tiling.width * channels;
  Tile tile(begin, tiling);
  for (int64_t i = 0; i < end - begin; i++, tile.advance(tiling)) {
    const float *image = images + tile.image * tiling.height * row;
    const int64_t top = tile.y - 1, left = tile.x - 1, bottom = top + 4, right = left + 4;
    if (top >= 0 && left >= 0 && bottom <= tiling.height && right <= tiling.width) {
      transform_window(image + top * row + left * channels, row, channels, to, i);
      continue;
    }
    const int64_t first = std::max<int64_t>(left, 0), last = std::min(right, tiling.width);
    std::memset(edge, 0, static_cast<size_t>(positions * channels) * sizeof *edge);
    for (int64_t y = std::max<int64_t>(top, 0); y < std::min(bottom, tiling.height); y++) {
      std::memcpy(edge + ((y - top) * 4 + first - left) * channels, image + y * row + first * channels,
                  static_cast<size_t>((last - first) * channels) * sizeof *edge);
    }
    transform_window(edge, 4 * channels, channels, to, i);
  }
}

}  // namespace ctorch::winograd
