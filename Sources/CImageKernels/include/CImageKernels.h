// Inner loops over 8-bit pixels. They are in C for one reason: `target_clones` compiles each for several levels of the
// x86-64 instruction set and picks at load time, which Swift cannot do; at Swift's baseline (SSE2) they run at a third
// of the speed. Every result is the same at every level.
#ifndef CIMAGEKERNELS_H
#define CIMAGEKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Resampling ---------------------------------------------------------------------------------------------------------

typedef enum { CIK_BILINEAR = 0, CIK_BICUBIC = 1 } cik_filter;

// Which inputs an output mixes: `count` ones from `first` on.
typedef struct {
  int32_t first, count;
} cik_span;

// The weights of one axis, for outputs [0, output_count): fixed point with CIK_WEIGHT_BITS fractional bits, `taps`
// of them per output.
typedef struct {
  int32_t output_count, taps;
  const cik_span *spans;
  const int32_t *weights;
} cik_axis;

#define CIK_WEIGHT_BITS 22

// The number of weights per output when `extent` inputs become `outputs` outputs.
int32_t cik_taps(cik_filter filter, double extent, int32_t outputs);

// Computes the antialiased weights of outputs [first_output, first_output + output_count) when inputs
// [start, start + extent) become `outputs` outputs; only inputs [0, input_count) exist. `scratch` holds `taps` values.
void cik_weights(
    cik_filter filter, double start, double extent, int32_t input_count, int32_t outputs, int32_t first_output,
    int32_t output_count, int32_t taps, cik_span *spans, int32_t *weights, double *scratch);

// The bytes of scratch memory that `cik_resample` needs.
size_t cik_resample_scratch(int32_t width, int32_t height, int32_t channels, cik_axis horizontal, cik_axis vertical);

// Resamples an interleaved image (`width` × `height`, rows `stride` bytes apart, 1 or 3 channels) into `channels` planes
// of `vertical.output_count` × `horizontal.output_count`, mirrored when `flip`: columns first, then rows, or the other
// way round with `rows_first`; rounded to 8 bits in between.
void cik_resample(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t height, int32_t channels, cik_axis horizontal,
    cik_axis vertical, int32_t rows_first, int32_t flip, uint8_t *scratch, uint8_t *planes);

// Colour: planes of `count` pixels, changed in place -------------------------------------------------------------------

// constant + factor · (v − constant), truncated and clamped.
void cik_blend_constant(uint8_t *plane, size_t count, float constant, float factor);
// grey + factor · (v − grey) with the pixel's own luminance.
void cik_blend_luminance(uint8_t *red, uint8_t *green, uint8_t *blue, size_t count, float factor);
uint64_t cik_sum(const uint8_t *plane, size_t count);
uint64_t cik_luminance_sum(const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count);
void cik_luminance(const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count, uint8_t *grey);
// Adds `shift` to the 8-bit hue, modulo 256.
void cik_shift_hue(uint8_t *red, uint8_t *green, uint8_t *blue, size_t count, uint8_t shift);
// 255 − v where v is at least `threshold`.
void cik_solarize(uint8_t *plane, size_t count, uint8_t threshold);

// Turns ---------------------------------------------------------------------------------------------------------------

// Turns a plane by quarter turns (1, 2 or 3) counterclockwise.
void cik_turn(const uint8_t *source, int32_t width, int32_t height, int32_t quarters, uint8_t *target);

// The place (xx · X + xy · Y + x, yx · X + yy · Y + y) in the source for the place (X, Y) in the target.
typedef struct {
  double xx, xy, x, yx, yy, y;
} cik_affine;

// Looks up each pixel's place in a source of the same size, without antialiasing; the cubic filter has a = −1 here, the
// result is truncated, edges are repeated, and `fill` is written for places outside.
void cik_transform(
    const uint8_t *source, int32_t width, int32_t height, cik_affine map, cik_filter filter, uint8_t fill,
    uint8_t *target);

// Blur ---------------------------------------------------------------------------------------------------------------

// The bytes of scratch memory that `cik_box_blur` needs.
size_t cik_box_blur_scratch(int32_t width, int32_t height, int32_t radius);

// Three passes of a box of 2 · radius + 1 whole pixels (each of `weight` / 2^24) and one partial pixel on both sides
// (`edge_weight` / 2^24), along the rows and then along the columns, edges repeated, rounded to 8 bits after each.
void cik_box_blur(
    uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint32_t weight, uint32_t edge_weight,
    uint8_t *scratch);

// Layout -------------------------------------------------------------------------------------------------------------

// out = v · scale + bias, channels last.
void cik_normalize_1(const uint8_t *plane, size_t count, float scale, float bias, float *out);
void cik_normalize_3(
    const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count, const float *scale,
    const float *bias, float *out);
// The same, rounded to bfloat16.
void cik_normalize_1_bfloat16(const uint8_t *plane, size_t count, float scale, float bias, uint16_t *out);
void cik_normalize_3_bfloat16(
    const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count, const float *scale,
    const float *bias, uint16_t *out);
// Interleaved RGB to grey; `grey` may be the start of `rgb`.
void cik_luminance_interleaved(const uint8_t *rgb, size_t count, uint8_t *grey);
// Three planes to interleaved RGB.
void cik_interleave(const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count, uint8_t *rgb);
// Interleaved RGB to three planes.
void cik_deinterleave(const uint8_t *rgb, size_t count, uint8_t *red, uint8_t *green, uint8_t *blue);
// Inverted CMYK as JPEG files hold it to RGB; `rgb` may be the start of `cmyk`.
void cik_inverted_cmyk_to_rgb(const uint8_t *cmyk, size_t count, uint8_t *rgb);

#endif
