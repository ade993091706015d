#pragma once

#include <cstdint>

// Convolutions with an odd kernel and zeros around images channels last, so many that stride 1 leaves the size as it is, in single precision on
// sixteen registers of eight numbers (AVX2 with fused multiplication and addition): ten or twelve sums stay in registers while what they are
// sums of goes by.
namespace ctorch::direct {

// Numbers of a register, output places and output channels that are computed at the same time, and outputs of a gradient's tile.
constexpr int64_t vector_size = 8, tile_places = 6, tile_channels = 16, tile_outputs = 4;
// Sums of a gradient's tile: eight inputs and four outputs along a row of the kernel.
constexpr int64_t tile_sums = 3 * tile_outputs * vector_size;

struct Shape {
  int64_t images, height, width, inputs, outputs, kernel, stride;

  int64_t padding() const { return kernel / 2; }
  int64_t output_height() const { return (height - 1) / stride + 1; }
  int64_t output_width() const { return (width - 1) / stride + 1; }
  // Output places of an image.
  int64_t places() const { return output_height() * output_width(); }
  int64_t padded_width() const { return width + 2 * padding(); }
  // Places of an image with zeros around it.
  int64_t padded_places() const { return (height + 2 * padding()) * padded_width(); }
  // Numbers that an output place sees.
  int64_t window() const { return kernel * kernel * inputs; }
};

// Writes one image [H, W, inputs] with zeros around it, which are there already.
void pad_image(const float *image, float *padded, Shape shape);

// A window that goes over a padded image, and where what it sees goes; distances in numbers.
struct Walk {
  // Output places.
  int64_t height, width;
  // From a window to the one below, and to the next.
  int64_t window_row, window_step;
  // From an output place to the one below, and to the next.
  int64_t output_row, output_step;
  // The window: its rows, how far they are apart, and the numbers of one.
  int64_t rows, row_distance, row_size;
};

// The walk of a kernel over a padded image.
Walk walk(Shape shape);
// Computes sixteen output channels; weights are [rows, row_size, 16] and lie where registers are loaded from.
void convolve(const float *windows, const float *weights, float *output, const Walk &walk);

// The gradient of the weight: dW[o, t, c] = Σ over places of g[place, o] · x[place moved by t, c].

// Of a 3×3 kernel. Writes eight inputs of one image [H, W, inputs], from `image` on, with zeros around them, which are there already.
void pack_inputs(const float *image, float *packed, Shape shape);
// Writes four outputs of `places` places [places, outputs], from `gradient` on, as [places, 4].
void pack_outputs(const float *gradient, int64_t places, int64_t outputs, float *packed);
// Adds to sums [3, 4, 8] the products of packed outputs with the packed inputs that row `row` of the kernel sees.
void add_products(const float *inputs, const float *outputs, int64_t image_count, int64_t row, float *sums, Shape shape);

// Of a 3×3 kernel and one input or three. Adds to sums [9 · inputs, outputs] the products of one image's gradient [places, outputs], outputs a multiple
// of eight, with what each place sees of the padded image.
void add_window_products(const float *padded, const float *gradient, float *sums, Shape shape);

}  // namespace ctorch::direct
