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

// 8-bit hue and saturation exactly as Pillow rounds them: quotients in single precision, the rest in double. One
// step of hue moves a channel by up to six levels, so this half must be exact; the way back need not be.
INLINED void hue_and_saturation(int32_t r, int32_t g, int32_t b, int32_t *hue, int32_t *saturation, int32_t *value) {
  int32_t high = r > g ? r : g;
  high = high > b ? high : b;
  int32_t low = r < g ? r : g;
  low = low < b ? low : b;
  int32_t spread = high - low;
  int32_t red_leads = r == high, green_leads = !red_leads & (g == high);
  double base = red_leads ? 0.0 : (green_leads ? 2.0 : 4.0);
  int32_t added = red_leads ? b : (green_leads ? r : g);
  int32_t subtracted = red_leads ? g : (green_leads ? b : r);
  float range = (float)(spread > 0 ? spread : 1);
  float plus = (float)(high - added) / range;
  float minus = (float)(high - subtracted) / range;
  float sixths = (float)(base + (double)plus - (double)minus);
  double turns = (double)sixths / 6.0 + 1.0;
  float turn = (float)(turns >= 1.0 ? turns - 1.0 : turns);
  *hue = (int32_t)((double)turn * 255.0);
  float ratio = (float)spread / (float)(high > 0 ? high : 1);
  *saturation = (int32_t)((double)ratio * 255.0);
  *value = high;
}

MULTIVERSIONED
void cik_shift_hue(
    uint8_t *restrict red, uint8_t *restrict green, uint8_t *restrict blue, size_t count, uint8_t shift) {
  for (size_t i = 0; i < count; i++) {
    int32_t hue, saturation, value;
    hue_and_saturation(red[i], green[i], blue[i], &hue, &saturation, &value);
    hue = (hue + shift) & 255;
    int32_t sector = hue * 6 / 255;
    float fraction = (float)(hue * 6 - sector * 255) * (1.0f / 255.0f);
    sector = sector == 6 ? 0 : sector;
    float v = (float)value, s = (float)saturation * (1.0f / 255.0f);
    int32_t p = (int32_t)(v * (1.0f - s) + 0.5f);
    int32_t q = (int32_t)(v * (1.0f - s * fraction) + 0.5f);
    int32_t t = (int32_t)(v * (1.0f - s * (1.0f - fraction)) + 0.5f);
    int32_t r = sector == 0 || sector == 5 ? value : (sector == 1 ? q : (sector == 4 ? t : p));
    int32_t g = sector == 1 || sector == 2 ? value : (sector == 0 ? t : (sector == 3 ? q : p));
    int32_t b = sector == 3 || sector == 4 ? value : (sector == 2 ? t : (sector == 5 ? q : p));
    red[i] = (uint8_t)r;
    green[i] = (uint8_t)g;
    blue[i] = (uint8_t)b;
  }
}

MULTIVERSIONED
void cik_solarize(uint8_t *plane, size_t count, uint8_t threshold) {
  for (size_t i = 0; i < count; i++) plane[i] = plane[i] < threshold ? plane[i] : 255 - plane[i];
}
