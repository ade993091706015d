#pragma once

#include <ATen/ATen.h>

#include <algorithm>

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

// Tiles beside each other: the number of their image, the first one's first place, and how many they are.
struct Run {
  int64_t image, y, x, count;
};

// Calls body(run, number of its first tile) for the tiles from `begin` to `end`.
template <typename Body>
void for_runs(const Tiling &tiling, int64_t begin, int64_t end, Body body) {
  for (int64_t tile = begin; tile < end;) {
    const int64_t row = tile / tiling.columns(), column = tile % tiling.columns();
    const int64_t count = std::min(end - tile, tiling.columns() - column);
    body(Run{row / tiling.rows(), 2 * (row % tiling.rows()), 2 * column, count}, tile);
    tile += count;
  }
}

// Memory for matrices [positions, tiles, channels], which lies where registers are loaded from one line of the cache each.
class Room {
 public:
  Room(int64_t tiles, int64_t channels);

  Matrices matrices() const { return all; }

 private:
  at::Tensor numbers;
  Matrices all;
};

// Zeros around images of so many channels.
class Border {
 public:
  Border(const Tiling &tiling, int64_t channels);

  // Writes Bᵀ x B of the tiles from `begin` to `end`.
  void transform_windows(const float *images, int64_t begin, int64_t end, Matrices to) const;

  // Writes A g Aᵀ of `to.channels` channels from `gradient` on of the tiles from `begin` to `end`.
  void transform_gradients(const float *gradient, int64_t begin, int64_t end, Matrices to) const;

  // Writes Aᵀ m A of the tiles from `begin` to `end` to sixteen channels from `outputs` on, and finishes them.
  void transform_products(Matrices from, int64_t begin, int64_t end, float *outputs, const Finish &finish) const;

 private:
  Tiling tiling;
  int64_t channels;
  at::Tensor numbers;
  // A row outside of the images, zeros to read and one to write, and a tile that stands out of its image.
  const float *zeros;
  float *outside, *edge;
};

}  // namespace ctorch::winograd
