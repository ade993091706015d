#pragma once

#include <ATen/ATen.h>

#include <array>

#include "Kernels.h"

namespace ctorch::winograd {

// Images, and how tiles of 2×2 places cover them: of odd sides the last stand out.
struct Tiling {
  int64_t images, height, width;

  explicit Tiling(const at::Tensor &images);

  int64_t rows() const { return (height + 1) / 2; }
  int64_t columns() const { return (width + 1) / 2; }
  int64_t count() const { return images * rows() * columns(); }
};

// A tile: the number of its image, and its first place.
struct Tile {
  int64_t image, y, x;

  Tile(int64_t number, const Tiling &tiling);

  // Goes on to the next.
  void advance(const Tiling &tiling);

  // Its four places in images of so many channels: above left, above right, below left, below right; `outside` for those that stand out.
  template <typename T>
  std::array<T *, 4> places(T *numbers, int64_t channels, const Tiling &tiling, T *outside) const {
    T *above = numbers + ((image * tiling.height + y) * tiling.width + x) * channels, *below = above + tiling.width * channels;
    const bool has_right = x + 1 < tiling.width, has_below = y + 1 < tiling.height;
    return {above, has_right ? above + channels : outside, has_below ? below : outside,
            has_right && has_below ? below + channels : outside};
  }
};

// Memory for matrices [positions, tiles, channels], which lies where registers are loaded from one line of the cache each.
class Room {
 public:
  Room(int64_t tiles, int64_t channels);

  Matrices matrices() const { return {numbers.mutable_data_ptr<float>(), channels, distance}; }

 private:
  int64_t channels, distance;
  at::Tensor numbers;
};

// Writes Bᵀ x B of the tiles from `begin` to `end`; `edge` has room for a window.
void transform_windows(const float *images, const Tiling &tiling, int64_t begin, int64_t end, float *edge, Matrices to);

}  // namespace ctorch::winograd
