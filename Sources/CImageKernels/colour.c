#include <math.h>

#include "kernel.h"

INLINED uint8_t clamped(float value) {
  value = value > 0.0f ? value : 0.0f;
  value = value < 255.0f ? value : 255.0f;
  return (uint8_t)(int32_t)value;
}

// ITU-R 601 luminance in 16-bit fixed point.
INLINED uint32_t luminance(uint32_t red, uint32_t green, uint32_t blue) {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

MULTIVERSIONED
void cik_blend_constant(uint8_t *plane, size_t count, float constant, float factor) {
  for (size_t i = 0; i < count; i++) plane[i] = clamped(constant + factor * ((float)plane[i] - constant));
}

MULTIVERSIONED
void cik_blend_luminance(
    uint8_t *restrict red, uint8_t *restrict green, uint8_t *restrict blue, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) {
    float grey = (float)(int32_t)luminance(red[i], green[i], blue[i]);
    red[i] = clamped(grey + factor * ((float)red[i] - grey));
    green[i] = clamped(grey + factor * ((float)green[i] - grey));
    blue[i] = clamped(grey + factor * ((float)blue[i] - grey));
  }
}

// 32-bit sums are faster than 64-bit ones, and this many bytes cannot overflow them.
#define SUM_BLOCK ((size_t)1 << 24)

MULTIVERSIONED
uint64_t cik_sum(const uint8_t *plane, size_t count) {
  uint64_t sum = 0;
  for (size_t from = 0; from < count; from += SUM_BLOCK) {
    size_t end = from + SUM_BLOCK < count ? from + SUM_BLOCK : count;
    uint32_t part = 0;
    for (size_t i = from; i < end; i++) part += plane[i];
    sum += part;
  }
  return sum;
}

MULTIVERSIONED
uint64_t cik_luminance_sum(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count) {
  uint64_t sum = 0;
  for (size_t from = 0; from < count; from += SUM_BLOCK) {
    size_t end = from + SUM_BLOCK < count ? from + SUM_BLOCK : count;
    uint32_t part = 0;
    for (size_t i = from; i < end; i++) part += luminance(red[i], green[i], blue[i]);
    sum += part;
  }
  return sum;
}

MULTIVERSIONED
void cik_luminance(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    uint8_t *restrict grey) {
  for (size_t i = 0; i < count; i++) grey[i] = (uint8_t)luminance(red[i], green[i], blue[i]);
}

// The 8-bit hue exactly as Pillow rounds it, for a pixel that is not grey. One step of hue moves a channel by up to
// six levels, so this half must be exact. Pillow computes in double precision between single-precision roundings; the
// same integers come out in single precision when each value is rounded once where it is rounded once there (true of
// all 196,095 combinations of leading channel, spread and difference).
INLINED int32_t hue_of(int32_t r, int32_t g, int32_t b, int32_t high, int32_t low) {
  int32_t red_leads = r == high, green_leads = !red_leads & (g == high);
  float base = red_leads ? 0.0f : (green_leads ? 2.0f : 4.0f);
  int32_t added = red_leads ? b : (green_leads ? r : g);
  int32_t subtracted = red_leads ? g : (green_leads ? b : r);
  // One of the two is the lowest channel, whose quotient is 1.
  int32_t forward = added <= subtracted;
  float spread = (float)(high > low ? high - low : 1);
  float quotient = (float)(high - (forward ? subtracted : added)) / spread;
  float sixths = forward ? (base + 1.0f) - quotient : (base - 1.0f) + quotient;
  float turn = sixths / 6.0f;
  turn = turn < 0.0f ? 1.0f + turn : turn;
  // The product may have been rounded up to the next integer; 256 · turn is exact and tells.
  int32_t hue = (int32_t)(turn * 255.0f);
  float excess = (turn * 256.0f - (float)hue) - turn;
  return excess < 0.0f ? hue - 1 : hue;
}

// A channel of the colour with a hue of `sixths` (0…6), from its distance to the channel's own place on the circle.
INLINED uint8_t channel_of(float sixths, float place, float value, float chroma) {
  float distance = sixths + place;
  distance = distance >= 6.0f ? distance - 6.0f : distance;
  float other = 4.0f - distance;
  float share = distance < other ? distance : other;
  share = share < 1.0f ? share : 1.0f;
  share = share > 0.0f ? share : 0.0f;
  return (uint8_t)(int32_t)(value - chroma * share + 0.5f);
}

MULTIVERSIONED
void cik_shift_hue(
    uint8_t *restrict red, uint8_t *restrict green, uint8_t *restrict blue, size_t count, uint8_t shift) {
  for (size_t i = 0; i < count; i++) {
    int32_t r = red[i], g = green[i], b = blue[i];
    int32_t high = r > g ? r : g;
    high = high > b ? high : b;
    int32_t low = r < g ? r : g;
    low = low < b ? low : b;
    int32_t hue = (hue_of(r, g, b, high, low) + shift) & 255;
    float value = (float)high;
    int32_t saturation = (int32_t)((float)(high - low) / (high > 0 ? value : 1.0f) * 255.0f);
    float chroma = value * (float)saturation * (1.0f / 255.0f);
    float sixths = (float)(hue * 6) * (1.0f / 255.0f);
    red[i] = channel_of(sixths, 5.0f, value, chroma);
    green[i] = channel_of(sixths, 3.0f, value, chroma);
    blue[i] = channel_of(sixths, 1.0f, value, chroma);
  }
}

MULTIVERSIONED
void cik_solarize(uint8_t *plane, size_t count, uint8_t threshold) {
  for (size_t i = 0; i < count; i++) plane[i] = plane[i] < threshold ? plane[i] : 255 - plane[i];
}
