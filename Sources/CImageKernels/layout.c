#include "kernel.h"

MULTIVERSIONED
void cik_normalize_1(const uint8_t *restrict plane, size_t count, float scale, float bias, float *restrict out) {
  for (size_t i = 0; i < count; i++) out[i] = (float)plane[i] * scale + bias;
}

MULTIVERSIONED
void cik_normalize_3(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    const float *restrict scale, const float *restrict bias, float *restrict out) {
  float s0 = scale[0], s1 = scale[1], s2 = scale[2], b0 = bias[0], b1 = bias[1], b2 = bias[2];
  for (size_t i = 0; i < count; i++) {
    out[3 * i] = (float)red[i] * s0 + b0;
    out[3 * i + 1] = (float)green[i] * s1 + b1;
    out[3 * i + 2] = (float)blue[i] * s2 + b2;
  }
}

// The upper half of a float that is a number, rounded to the nearest, ties to even.
INLINED uint16_t upper_half(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return (uint16_t)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

MULTIVERSIONED
void cik_normalize_1_bfloat16(
    const uint8_t *restrict plane, size_t count, float scale, float bias, uint16_t *restrict out) {
  for (size_t i = 0; i < count; i++) out[i] = upper_half((float)plane[i] * scale + bias);
}

MULTIVERSIONED
void cik_normalize_3_bfloat16(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    const float *restrict scale, const float *restrict bias, uint16_t *restrict out) {
  float s0 = scale[0], s1 = scale[1], s2 = scale[2], b0 = bias[0], b1 = bias[1], b2 = bias[2];
  for (size_t i = 0; i < count; i++) {
    out[3 * i] = upper_half((float)red[i] * s0 + b0);
    out[3 * i + 1] = upper_half((float)green[i] * s1 + b1);
    out[3 * i + 2] = upper_half((float)blue[i] * s2 + b2);
  }
}

void cik_luminance_interleaved(const uint8_t *rgb, size_t count, uint8_t *grey) {
  for (size_t i = 0; i < count; i++) {
    uint32_t red = rgb[3 * i], green = rgb[3 * i + 1], blue = rgb[3 * i + 2];
    grey[i] = (uint8_t)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
  }
}

MULTIVERSIONED
void cik_interleave(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    uint8_t *restrict rgb) {
  for (size_t i = 0; i < count; i++) {
    rgb[3 * i] = red[i];
    rgb[3 * i + 1] = green[i];
    rgb[3 * i + 2] = blue[i];
  }
}

MULTIVERSIONED
void cik_deinterleave(
    const uint8_t *restrict rgb, size_t count, uint8_t *restrict red, uint8_t *restrict green,
    uint8_t *restrict blue) {
  for (size_t i = 0; i < count; i++) {
    red[i] = rgb[3 * i];
    green[i] = rgb[3 * i + 1];
    blue[i] = rgb[3 * i + 2];
  }
}

void cik_inverted_cmyk_to_rgb(const uint8_t *cmyk, size_t count, uint8_t *rgb) {
  for (size_t i = 0; i < count; i++) {
    uint32_t black = cmyk[4 * i + 3];
    for (size_t c = 0; c < 3; c++) {
      // black − ink · black / 255, rounded; the file holds 255 − ink and 255 − black.
      uint32_t product = (255u - cmyk[4 * i + c]) * black + 128;
      rgb[3 * i + c] = (uint8_t)(black - ((product + (product >> 8)) >> 8));
    }
  }
}
