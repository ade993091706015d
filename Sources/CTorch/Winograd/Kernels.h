#pragma once

#include <cstdint>

// 3×3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering F(2×2, 3×3) (Lavin and Gray, 2016, section 4.1), channels
// last, in single precision, on registers of eight numbers (AVX2 with fused multiplication and addition).
//
// A tile is 2×2 output places, and its window x the 4×4 places that they see. With the paper's matrices A, B and G a kernel w makes of it
// Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A: 16 products for each input channel instead of 36. Over channels it is, for each of the 16 positions, a product
// of matrices: tiles × inputs and inputs × outputs. With the gradient g of a tile, that of w is Gᵀ[Σ over tiles of (Bᵀ x B) ⊙ (A g Aᵀ)]G.
namespace ctorch::winograd {

constexpr int64_t vector_size = 8, positions = 16;
// Channels and tiles of a register block of products.
constexpr int64_t block_channels = 16, block_tiles = 6;

// Matrices [positions, tiles, channels].
struct Matrices {
  float *numbers;
  int64_t channels;
  // From a position to the next.
  int64_t distance;
};

// Tiles beside each other are transformed together. `row` is the distance of an image's rows in numbers: what the tiles below will need is
// fetched beforehand.

// Writes Bᵀ x B of `count` windows, two places apart, as those of the tiles from `tile` on; `rows` are where the first window's four begin.
void transform_windows(const float *const *rows, int64_t row, int64_t count, Matrices to, int64_t tile);

// The same of one window, which is not all within the image; `places` are where the numbers of its sixteen are, zeros for those outside.
void transform_window_at_edge(const float *const *places, Matrices to, int64_t tile);

// Writes A g Aᵀ of the gradients of `count` tiles, whose two rows of places begin at `above` and `below`; places are `step` numbers apart.
void transform_gradients(const float *above, const float *below, int64_t step, int64_t row, int64_t count, Matrices to, int64_t tile);

// What becomes of sums before they are written: nothing, or a bias is added, and the residual that is there already, and what is negative
// becomes 0.
struct Finish {
  const float *bias = nullptr;
  bool adds_residual = false, rectifies = false;
};

// Writes Aᵀ m A of sixteen channels of the products of `count` tiles, whose two rows of places begin at `above` and `below`, and finishes them.
void transform_products(Matrices from, int64_t tile, int64_t count, float *above, float *below, int64_t step, int64_t row,
                        const Finish &finish);

// Writes G w Gᵀ of a kernel [3, 3, channels], whose places are `step` numbers apart, as [positions, channels], whose positions are
// `distance` apart.
void transform_kernel(const float *kernel, int64_t step, int64_t channels, float *to, int64_t distance);

// Writes Gᵀ s G of sums [positions, channels], whose positions are `distance` numbers apart, as [3, 3, channels].
void transform_sums(const float *sums, int64_t distance, int64_t channels, float *kernel);

// Writes the products of a position's first `count` tiles, a multiple of six, with weights [channels, 16], which lie where registers
// are loaded from.
void multiply(Matrices tiles, int64_t position, const float *weights, Matrices products, int64_t count);

// Adds to sums [outputs, inputs] what `count` tiles of a position make: gradients [count, outputs] times windows [count, inputs].
void add_products(Matrices windows, Matrices gradients, int64_t position, int64_t count, float *sums);

}  // namespace ctorch::winograd
