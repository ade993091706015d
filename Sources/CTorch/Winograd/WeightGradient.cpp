#include "WeightGradient.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "../Parallel.h"
#include "Tiles.h"

namespace ctorch::winograd {

namespace {

// How many numbers of tiles a thread works on at a time, and the fewest and the most tiles: their products are summed for themselves.
constexpr int64_t most_numbers = 1 << 16, least_tiles = 24, most_tiles = 192;
// Parts of the tiles are summed for themselves: so many at most, which have so many tiles and sums at least and at most.
constexpr int64_t most_parts = 16, least_tiles_of_part = 512, most_sums = 1 << 22;

// How the sums are divided: each part of the tiles has its own, of which a group of outputs belongs to one thread.
struct Division {
  int64_t parts, groups, group_size, tiles;

  Division(const Tiling &tiling, int64_t inputs, int64_t outputs)
      : parts(std::clamp<int64_t>(std::min(most_sums / (positions * inputs * outputs), tiling.count() / least_tiles_of_part), 1,
                                  most_parts)),
        groups(1),
        group_size(outputs),
        tiles(std::clamp(most_numbers / (positions * (inputs + outputs)), least_tiles, most_tiles)) {
    // Groups alone may depend on the number of threads: a sum is the same in any.
    for (; parts * groups < at::get_num_threads() && group_size % (2 * block_channels) == 0; group_size /= 2) groups *= 2;
  }
};

}  // namespace

at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient) {
  const Tiling tiling(images);
  const int64_t inputs = images.size(1), outputs = gradient.size(1);
  const Division division(tiling, inputs, outputs);
  const at::Tensor sums = at::zeros({division.parts, positions, outputs, inputs}, at::kFloat);
  const float *from = images.const_data_ptr<float>(), *changes = gradient.const_data_ptr<float>();
  float *to = sums.mutable_data_ptr<float>();
  parallel_for(0, division.parts * division.groups, 1, [&](int64_t begin, int64_t end) {
    const Room windows(division.tiles, inputs), places(division.tiles, division.group_size);
    const Border border(tiling, inputs), outside(tiling, outputs);
    for (int64_t task = begin; task < end; task++) {
      const int64_t part = task / division.groups, output = task % division.groups * division.group_size;
      const int64_t last = tiling.count() * (part + 1) / division.parts;
      for (int64_t start = tiling.count() * part / division.parts; start < last; start += division.tiles) {
        const int64_t count = std::min(division.tiles, last - start);
        border.transform_windows(from, start, start + count, windows.matrices());
        outside.transform_gradients(changes + output, start, start + count, places.matrices());
        for (int64_t position = 0; position < positions; position++) {
          add_products(windows.matrices(), places.matrices(), position, count,
                       to + ((part * positions + position) * outputs + output) * inputs);
        }
      }
    }
  });
  const at::Tensor result = at::empty({outputs, inputs, 3, 3}, images.options().memory_format(at::MemoryFormat::ChannelsLast));
  float *weights = result.mutable_data_ptr<float>();
  parallel_for(0, outputs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t output = begin; output < end; output++) {
      for (int64_t part = 1; part < division.parts; part++) {
        for (int64_t position = 0; position < positions; position++) {
          float *sum = to + (position * outputs + output) * inputs;
          const float *other = sum + part * positions * outputs * inputs;
          for (int64_t input = 0; input < inputs; input++) sum[input] += other[input];
        }
      }
      transform_sums(to + output * inputs, outputs * inputs, inputs, weights + output * 9 * inputs);
    }
  });
  return result;
}

}  // namespace ctorch::winograd
