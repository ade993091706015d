#include <string.h>

#include "tiff_file.h"

// A sample as stored.
static inline uint16_t sample(const uint8_t *row, size_t index, int bits) {
  switch (bits) {
    case 8: return row[index];
    case 16: {
      uint16_t value;
      memcpy(&value, row + 2 * index, 2);
      return value;
    }
    case 12: {
      const uint8_t *pair = row + index / 2 * 3;
      return (uint16_t)(index % 2 == 0 ? pair[0] << 4 | pair[1] >> 4 : (pair[1] & 15) << 8 | pair[2]);
    }
    default: {
      size_t bit = index * (size_t)bits;
      return row[bit / 8] >> (8 - bits - (int)(bit % 8)) & ((1 << bits) - 1);
    }
  }
}

static inline uint8_t level(uint16_t value, int bits, cic_levels *levels) {
  static const uint8_t factor[] = {0, 255, 85, 0, 17};
  if (bits < 8) return (uint8_t)(value * factor[bits]);
  if (bits == 8) return (uint8_t)value;
  if (!levels || levels->high == 0) {
    if (levels) {
      if (value < levels->least) levels->least = value;
      if (value > levels->greatest) levels->greatest = value;
    }
    return (uint8_t)(value >> (bits - 8));
  }
  uint8_t result;
  cic_map(&value, 1, levels, &result);
  return result;
}

static inline uint8_t divided(uint8_t value, uint8_t alpha) {
  unsigned result = value * 255u / alpha;
  return (uint8_t)(result > 255 ? 255 : result);
}

// What is left of `light` under an ink, rounded as Pillow does.
static inline uint8_t under(uint8_t light, uint8_t ink) {
  unsigned product = light * (unsigned)ink + 128;
  return (uint8_t)(light - (uint8_t)((product + (product >> 8)) >> 8));
}

void cic_tiff_convert(
    const cic_tiff *tiff, uint8_t *const rows[4], uint32_t first, uint32_t width, cic_levels *levels, uint8_t *target) {
  int bits = tiff->bits, samples = tiff->samples;
  for (uint32_t i = 0; i < width; i++) {
    size_t column = first + i;
#define SAMPLE(c) (tiff->is_separate ? sample(rows[c], column, bits) : sample(rows[0], column * (size_t)samples + (c), bits))
    if (tiff->kind == PALETTE) {
      uint16_t entry = SAMPLE(0);
      target[0] = (uint8_t)(tiff->red[entry] >> 8);
      target[1] = (uint8_t)(tiff->green[entry] >> 8);
      target[2] = (uint8_t)(tiff->blue[entry] >> 8);
      target += 3;
      continue;
    }
    int colours = tiff->kind == CMYK ? 4 : tiff->kind == RGB ? 3 : 1;
    uint8_t values[4];
    for (int c = 0; c < colours; c++) values[c] = level(SAMPLE(c), bits, levels);
    if (tiff->is_associated) {
      uint8_t alpha = level(SAMPLE(colours), bits, NULL);
      for (int c = 0; c < colours; c++) values[c] = alpha == 0 ? 0 : alpha == 255 ? values[c] : divided(values[c], alpha);
    }
    switch (tiff->kind) {
      case GREY: *target++ = values[0]; break;
      case INVERTED_GREY: *target++ = (uint8_t)(255 - values[0]); break;
      case CMYK:
        for (int c = 0; c < 3; c++) *target++ = under((uint8_t)(255 - values[3]), values[c]);
        break;
      default:
        for (int c = 0; c < 3; c++) *target++ = values[c];
    }
  }
#undef SAMPLE
}
