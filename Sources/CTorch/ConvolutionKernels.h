#pragma once

#include <cstdint>
#include <vector>

// The gradient of the weight of 3×3 convolutions with padding 1 of images channels last, in bfloat16 with sums in single
// precision: dW[o, t, c] = Σ over places of g[place, o] · x[place moved by t, c].
//
// Processors with AVX512-BF16 multiply two neighbouring numbers and add both products at once. Neighbours here are two places
// of a row: the pair of what lies at u and at u + stride is stored as one word, once for all nine offsets t.
namespace ctorch::convolution {

struct Shape {
  int64_t images, height, width, inputs, outputs, stride;

  int64_t output_height() const { return (height - 1) / stride + 1; }
  int64_t output_width() const { return (width - 1) / stride + 1; }
  // Pairs of output places of a row, and of an image.
  int64_t row_pairs() const { return (output_width() + 1) / 2; }
  int64_t image_pairs() const { return output_height() * row_pairs(); }
  // Columns of words of an image: zeros around it, and where pairs reach beyond it.
  int64_t padded_width() const { return width + 2 + 2 * stride; }
  int64_t image_words() const { return (height + 2) * padded_width() * inputs; }
  // Blocks of sixteen inputs at the nine offsets.
  int64_t vectors() const { return 9 * inputs / 16; }
};

// Whether this processor and compiler have what it takes.
bool is_available();

// Writes the words of one image [H, W, inputs], whose border is zero already.
void pack_image(const uint16_t *image, uint32_t *words, Shape shape);
// Writes the pairs of one gradient [H', W', outputs] as words [H', row_pairs, outputs].
void pack_gradient(const uint16_t *gradient, uint32_t *words, Shape shape);
// Where the first word of each pair of an image's output places lies.
std::vector<int32_t> pair_offsets(Shape shape, int64_t images);

// Adds to rows of `sums` [outputs, 9 · inputs] at three neighbouring vectors the products of `count` pairs.
void add_products(const uint32_t *words, const int32_t *offsets, const uint32_t *gradient, int64_t count, int64_t vector,
                  float *sums, Shape shape);

}  // namespace ctorch::convolution
