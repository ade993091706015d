#include "Weights.h"

#include <cstring>

#include "Kernels.h"

namespace ctorch::direct {

at::Tensor blocks(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1), places = weight.size(2) * weight.size(3);
  const at::Tensor result =
      at::empty({outputs / tile_channels, weight.size(2), weight.size(3), inputs, tile_channels}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  for (int64_t start = 0; start < outputs; start += tile_channels) {
    for (int64_t number = 0; number < places * inputs; number++) {
      for (int64_t output = start; output < start + tile_channels; output++) *to++ = from[output * places * inputs + number];
    }
  }
  return result;
}

at::Tensor blocks_back(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1), places = weight.size(2) * weight.size(3);
  const at::Tensor result =
      at::empty({inputs / tile_channels, weight.size(2), weight.size(3), outputs, tile_channels}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  for (int64_t start = 0; start < inputs; start += tile_channels) {
    for (int64_t place = places - 1; place >= 0; place--) {
      for (int64_t output = 0; output < outputs; output++, to += tile_channels) {
        std::memcpy(to, from + (output * places + place) * inputs + start, tile_channels * sizeof *to);
      }
    }
  }
  return result;
}

at::Tensor strided_blocks_back(const at::Tensor &weight) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const at::Tensor result = at::empty({inputs / tile_channels, 9, outputs, tile_channels}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  // The middle of the kernel leads to even places; to odd ones lead its end, from the place before, and its beginning, from that behind.
  const auto position = [](int64_t parity, int64_t number) { return parity == 0 ? 1 : 2 - 2 * number; };
  for (int64_t start = 0; start < inputs; start += tile_channels) {
    for (int64_t parity = 0; parity < 4; parity++) {
      for (int64_t row = 0; row <= parity / 2; row++) {
        for (int64_t column = 0; column <= parity % 2; column++) {
          const int64_t place = 3 * position(parity / 2, row) + position(parity % 2, column);
          for (int64_t output = 0; output < outputs; output++, to += tile_channels) {
            std::memcpy(to, from + (output * 9 + place) * inputs + start, tile_channels * sizeof *to);
          }
        }
      }
    }
  }
  return result;
}

}  // namespace ctorch::direct
