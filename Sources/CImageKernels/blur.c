#include "kernel.h"

#define WEIGHT_BITS 24
#define PASSES 3

INLINED uint8_t rounded(uint32_t sum) { return (uint8_t)((sum + (1u << (WEIGHT_BITS - 1))) >> WEIGHT_BITS); }

size_t cik_box_blur_scratch(int32_t width, int32_t height, int32_t radius) {
  size_t padded_row = (size_t)width + 2 * ((size_t)radius + 1);
  return 2 * padded_row + (size_t)width * (size_t)height;
}

// One pass over a row that has `radius` + 1 readable values on both sides.
INLINED void blur_row(
    const uint8_t *restrict source, uint8_t *restrict target, int32_t width, int32_t radius, uint32_t weight,
    uint32_t edge_weight) {
  for (int32_t x = 0; x < width; x++) {
    uint32_t inside = 0;
    for (int32_t d = -radius; d <= radius; d++) inside += source[x + d];
    uint32_t edges = (uint32_t)source[x - radius - 1] + source[x + radius + 1];
    target[x] = rounded(inside * weight + edges * edge_weight);
  }
}

INLINED void extend_edges(uint8_t *row, int32_t width, int32_t reach) {
  memset(row - reach, row[0], (size_t)reach);
  memset(row + width, row[width - 1], (size_t)reach);
}

INLINED void blur_rows(
    uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint32_t weight, uint32_t edge_weight,
    uint8_t *scratch) {
  int32_t reach = radius + 1;
  uint8_t *one = scratch + reach, *other = one + width + 2 * reach;
  for (int32_t y = 0; y < height; y++) {
    uint8_t *row = plane + (size_t)y * (size_t)width;
    memcpy(one, row, (size_t)width);
    extend_edges(one, width, reach);
    blur_row(one, other, width, radius, weight, edge_weight);
    extend_edges(other, width, reach);
    blur_row(other, one, width, radius, weight, edge_weight);
    extend_edges(one, width, reach);
    blur_row(one, row, width, radius, weight, edge_weight);
  }
}

INLINED int32_t limited(int32_t value, int32_t count) { return value < 0 ? 0 : (value < count ? value : count - 1); }

INLINED void blur_columns_once(
    const uint8_t *restrict source, uint8_t *restrict target, int32_t width, int32_t height, int32_t radius,
    uint32_t weight, uint32_t edge_weight) {
  for (int32_t y = 0; y < height; y++) {
    const uint8_t *restrict above = source + (size_t)limited(y - radius - 1, height) * (size_t)width;
    const uint8_t *restrict below = source + (size_t)limited(y + radius + 1, height) * (size_t)width;
    const uint8_t *inner[2 * 2 + 1];
    uint8_t *restrict row = target + (size_t)y * (size_t)width;
    if (radius <= 2) {
      for (int32_t d = -radius; d <= radius; d++) {
        inner[d + radius] = source + (size_t)limited(y + d, height) * (size_t)width;
      }
      for (int32_t x = 0; x < width; x++) {
        uint32_t inside = 0;
        for (int32_t d = 0; d <= 2 * radius; d++) inside += inner[d][x];
        row[x] = rounded(inside * weight + ((uint32_t)above[x] + below[x]) * edge_weight);
      }
    } else {
      for (int32_t x = 0; x < width; x++) {
        uint32_t inside = 0;
        for (int32_t d = -radius; d <= radius; d++) {
          inside += source[(size_t)limited(y + d, height) * (size_t)width + (size_t)x];
        }
        row[x] = rounded(inside * weight + ((uint32_t)above[x] + below[x]) * edge_weight);
      }
    }
  }
}

INLINED void blur(
    uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint32_t weight, uint32_t edge_weight,
    uint8_t *scratch) {
  blur_rows(plane, width, height, radius, weight, edge_weight, scratch);
  uint8_t *copy = scratch + 2 * ((size_t)width + 2 * ((size_t)radius + 1));
  blur_columns_once(plane, copy, width, height, radius, weight, edge_weight);
  blur_columns_once(copy, plane, width, height, radius, weight, edge_weight);
  blur_columns_once(plane, copy, width, height, radius, weight, edge_weight);
  memcpy(plane, copy, (size_t)width * (size_t)height);
}

MULTIVERSIONED
void cik_box_blur(
    uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint32_t weight, uint32_t edge_weight,
    uint8_t *scratch) {
  // A radius that the compiler knows lets it unroll the inner sum; σ up to 2 needs 0 and 1 only.
  switch (radius) {
    case 0: blur(plane, width, height, 0, weight, edge_weight, scratch); break;
    case 1: blur(plane, width, height, 1, weight, edge_weight, scratch); break;
    case 2: blur(plane, width, height, 2, weight, edge_weight, scratch); break;
    default: blur(plane, width, height, radius, weight, edge_weight, scratch); break;
  }
}
