#include "Products.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>

#include "../Parallel.h"
#include "Tiles.h"

namespace ctorch::winograd {

namespace {

// How many numbers of tiles, and of their products, a thread works on at a time: they stay in the second cache.
constexpr int64_t most_numbers = 1 << 15;
// The fewest tiles for which weights are read once, and that where these are more numbers than stay in a cache.
constexpr int64_t least_tiles = 24, least_tiles_of_large_weights = 96, large_weights = 1 << 19;

// The work of a thread at a time: tiles, and columns of the weights.
struct Block {
  int64_t tiles, columns;

  Block(const Tiling &tiling, int64_t inputs, int64_t outputs) {
    const int64_t least = positions * inputs * outputs > large_weights ? least_tiles_of_large_weights : least_tiles;
    const int64_t most = std::max(most_numbers / (positions * inputs), least), threads = at::get_num_threads();
    // As many for each thread.
    const int64_t rounds = (tiling.count() + threads * most - 1) / (threads * most) * threads;
    tiles = ((tiling.count() + rounds - 1) / rounds + block_tiles - 1) / block_tiles * block_tiles;
    columns = std::clamp(most_numbers / (positions * tiles) / block_channels * block_channels, block_channels, outputs);
  }
};

at::Tensor empty_result(const at::Tensor &images, int64_t channels) {
  return at::empty({images.size(0), channels, images.size(2), images.size(3)},
                   images.options().memory_format(at::MemoryFormat::ChannelsLast));
}

// Writes what transformed weights make of images.
void multiply_into(const at::Tensor &result, const at::Tensor &images, const at::Tensor &weights, const Finish &finish = {}) {
  const Tiling tiling(images);
  const int64_t inputs = images.size(1), outputs = result.size(1);
  const Block block(tiling, inputs, outputs);
  const float *from = images.const_data_ptr<float>(), *factors = weights.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  parallel_for(0, (tiling.count() + block.tiles - 1) / block.tiles, 1, [&](int64_t begin, int64_t end) {
    const Room windows(block.tiles, inputs), sums(block.tiles, block.columns);
    const Border border(tiling, inputs), outside(tiling, outputs);
    const Matrices tiles = windows.matrices();
    for (int64_t first = begin * block.tiles; first < std::min(end * block.tiles, tiling.count()); first += block.tiles) {
      const int64_t last = std::min(first + block.tiles, tiling.count());
      const int64_t count = (last - first + block_tiles - 1) / block_tiles * block_tiles;
      border.transform_windows(from, first, last, tiles);
      for (int64_t start = 0; start < outputs; start += block.columns) {
        const int64_t stop = std::min(start + block.columns, outputs);
        // Each sixteen columns of the products lie together.
        const auto products = [&](int64_t column) {
          const Matrices all = sums.matrices();
          return Matrices{all.numbers + (column - start) * block.tiles, block_channels, all.distance};
        };
        for (int64_t position = 0; position < positions; position++) {
          for (int64_t column = start; column < stop; column += block_channels) {
            multiply(tiles, position, factors + (column * positions + position * block_channels) * inputs, products(column), count);
          }
        }
        for (int64_t column = start; column < stop; column += block_channels) {
          outside.transform_products(products(column), first, last, to + column,
                                     {finish.bias ? finish.bias + column : nullptr, finish.adds_residual, finish.rectifies});
        }
      }
    }
  });
}

}  // namespace

at::Tensor transformed(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const at::Tensor result = at::empty({outputs / block_channels, positions, inputs, block_channels}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  parallel_for(0, outputs / block_channels, 1, [&](int64_t begin, int64_t end) {
    std::array<float, block_channels * positions * vector_size> part;
    for (int64_t block = begin; block < end; block++) {
      for (int64_t c = 0; c < inputs; c += vector_size) {
        for (int64_t o = 0; o < block_channels; o++) {
          transform_kernel(from + (block * block_channels + o) * 9 * inputs + c, inputs, vector_size,
                           part.data() + o * positions * vector_size, vector_size);
        }
        for (int64_t position = 0; position < positions; position++) {
          float *rows = to + ((block * positions + position) * inputs + c) * block_channels;
          for (int64_t i = 0; i < vector_size; i++) {
            for (int64_t o = 0; o < block_channels; o++) {
              rows[i * block_channels + o] = part[(o * positions + position) * vector_size + i];
            }
          }
        }
      }
    }
  });
  return result;
}

at::Tensor transformed_back(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const at::Tensor result = at::empty({inputs / block_channels, positions, outputs, block_channels}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  parallel_for(0, inputs / block_channels, 1, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++) {
      for (int64_t o = 0; o < outputs; o++) {
        // From the last place to the first.
        transform_kernel(from + (o * 9 + 8) * inputs + block * block_channels, -inputs, block_channels,
                         to + (block * positions * outputs + o) * block_channels, outputs * block_channels);
      }
    }
  });
  return result;
}

at::Tensor products(const at::Tensor &images, const at::Tensor &weights) {
  const at::Tensor result = empty_result(images, weights.size(0) * block_channels);
  multiply_into(result, images, weights);
  return result;
}

at::Tensor finished_products(const at::Tensor &images, const at::Tensor &weights, const at::Tensor &bias, const at::Tensor &residual,
                             bool rectifies) {
  const at::Tensor result = residual.defined() ? residual : empty_result(images, weights.size(0) * block_channels);
  multiply_into(result, images, weights, {bias.const_data_ptr<float>(), residual.defined(), rectifies});
  return result;
}

}  // namespace ctorch::winograd
