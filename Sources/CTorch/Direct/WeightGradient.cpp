#include "WeightGradient.h"

#include <algorithm>
#include <cstring>

#include "../OuterProducts.h"
#include "../Parallel.h"

namespace ctorch::direct {

namespace {

// The fewest output places that images are taken together for, so that loading and storing the sums is a small part of the work.
constexpr int64_t least_places = 512;

// How many places of a kernel of one are taken together: their products are summed for themselves.
constexpr int64_t places_together = 256;

// Parts of the places are summed for themselves: so many at most, which have so many places at least, and so many sums in all at most.
constexpr int64_t most_parts = 16, least_places_of_part = 2048, most_sums = 1 << 22;

// The work of one thread: sums of the groups of four outputs from `begin` to `end`.
void add_groups(const float *images, const float *gradient, float *sums, int64_t begin, int64_t end, Shape shape) {
  const int64_t together = std::clamp<int64_t>(least_places / shape.places(), 1, shape.images);
  const int64_t blocks = shape.inputs / vector_size, group_size = together * shape.places() * tile_outputs;
  const int64_t image_size = shape.padded_places() * vector_size;
  // Tensors lie where registers are loaded from one line of the cache each.
  const at::Tensor packed_inputs = at::zeros({together * image_size}, at::kFloat);
  const at::Tensor packed_outputs = at::empty({(end - begin) * group_size}, at::kFloat);
  float *inputs = packed_inputs.mutable_data_ptr<float>(), *outputs = packed_outputs.mutable_data_ptr<float>();
  for (int64_t start = 0; start < shape.images; start += together) {
    const int64_t count = std::min(together, shape.images - start);
    for (int64_t group = begin; group < end; group++) {
      pack_outputs(gradient + start * shape.places() * shape.outputs + group * tile_outputs, count * shape.places(), shape.outputs,
                   outputs + (group - begin) * group_size);
    }
    for (int64_t block = 0; block < blocks; block++) {
      for (int64_t n = 0; n < count; n++) {
        pack_inputs(images + (start + n) * shape.height * shape.width * shape.inputs + block * vector_size,
                    inputs + n * image_size, shape);
      }
      for (int64_t row = 0; row < 3; row++) {
        for (int64_t group = begin; group < end; group++) {
          add_products(inputs, outputs + (group - begin) * group_size, count, row,
                       sums + ((group * blocks + block) * 3 + row) * tile_sums, shape);
        }
      }
    }
  }
}

// Runs body(first unit, last unit, sums) for parts of `count` units, images or their rows, on all threads, and adds up the parts' `size` sums.
template <typename Body>
at::Tensor sums_of_parts(int64_t count, Shape shape, int64_t size, Body body) {
  // By the shape alone: a sum is the same on any number of threads.
  const int64_t enough = std::min({count, shape.images * shape.places() / least_places_of_part, most_sums / size});
  const int64_t parts = std::clamp<int64_t>(enough, 1, most_parts);
  const at::Tensor sums = at::zeros({parts, size}, at::kFloat);
  float *to = sums.mutable_data_ptr<float>();
  parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) body(count * part / parts, count * (part + 1) / parts, to + part * size);
  });
  for (int64_t part = 1; part < parts; part++) {
    for (int64_t i = 0; i < size; i++) to[i] += to[part * size + i];
  }
  return sums[0];
}

// Sums [K · K · C, O] as a weight.
at::Tensor turned(const at::Tensor &sums, const at::Tensor &images, Shape shape) {
  const at::Tensor result = at::empty({shape.outputs, shape.inputs, shape.kernel, shape.kernel},
                                      images.options().memory_format(at::MemoryFormat::ChannelsLast));
  const float *from = sums.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  for (int64_t output = 0; output < shape.outputs; output++) {
    for (int64_t number = 0; number < shape.window(); number++) *to++ = from[number * shape.outputs + output];
  }
  return result;
}

}  // namespace

at::Tensor weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape) {
  const int64_t groups = shape.outputs / tile_outputs, blocks = shape.inputs / vector_size;
  const at::Tensor sums = at::zeros({groups * blocks * 3 * tile_sums}, at::kFloat);
  float *tiles = sums.mutable_data_ptr<float>();
  // Each sum belongs to one thread, so that its order is that of the images.
  parallel_for(0, groups, 1, [&](int64_t begin, int64_t end) {
    add_groups(images.const_data_ptr<float>(), gradient.const_data_ptr<float>(), tiles, begin, end, shape);
  });
  const at::Tensor result = at::empty({shape.outputs, shape.inputs, 3, 3}, images.options().memory_format(at::MemoryFormat::ChannelsLast));
  float *weights = result.mutable_data_ptr<float>();
  for (int64_t group = 0; group < groups; group++) {
    for (int64_t block = 0; block < blocks; block++) {
      const float *tile = tiles + (group * blocks + block) * 3 * tile_sums;
      for (int64_t place = 0; place < 9; place++) {
        for (int64_t output = 0; output < tile_outputs; output++) {
          std::memcpy(weights + ((group * tile_outputs + output) * 9 + place) * shape.inputs + block * vector_size,
                      tile + (place * tile_outputs + output) * vector_size, vector_size * sizeof *tile);
        }
      }
    }
  }
  return result;
}

at::Tensor first_weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape) {
  const float *from = images.const_data_ptr<float>(), *changes = gradient.const_data_ptr<float>();
  const auto add = [&](int64_t begin, int64_t end, float *sums) {
    const at::Tensor padded = at::zeros({shape.padded_places() * shape.inputs}, at::kFloat);
    float *image = padded.mutable_data_ptr<float>();
    for (int64_t n = begin; n < end; n++) {
      pad_image(from + n * shape.height * shape.width * shape.inputs, image, shape);
      add_window_products(image, changes + n * shape.places() * shape.outputs, sums, shape);
    }
  };
  return turned(sums_of_parts(shape.images, shape, shape.window() * shape.outputs, add), images, shape);
}

at::Tensor point_weight_gradient(const at::Tensor &images, const at::Tensor &gradient, Shape shape) {
  const int64_t width = shape.output_width(), height = shape.output_height(), inputs = shape.inputs;
  const int64_t together = std::max<int64_t>(places_together / width, 1);
  const float *from = images.const_data_ptr<float>(), *changes = gradient.const_data_ptr<float>();
  // A unit is a row of outputs.
  const auto add = [&](int64_t begin, int64_t end, float *sums) {
    const at::Tensor seen = at::empty({together * width * inputs}, at::kFloat);
    for (int64_t start = begin; start < end; start += together) {
      const int64_t count = std::min(together, end - start);
      float *to = seen.mutable_data_ptr<float>();
      for (int64_t row = start; row < start + count; row++) {
        const float *image = from + (row / height * shape.height + row % height * shape.stride) * shape.width * inputs;
        for (int64_t x = 0; x < width; x++, to += inputs) std::copy_n(image + x * shape.stride * inputs, inputs, to);
      }
      add_outer_products(seen.const_data_ptr<float>(), inputs, inputs, changes + start * width * shape.outputs, shape.outputs,
                         shape.outputs, count * width, sums);
    }
  };
  return turned(sums_of_parts(shape.images * height, shape, inputs * shape.outputs, add), images, shape);
}

}  // namespace ctorch::direct
