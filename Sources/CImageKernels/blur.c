#include "kernel.h"

#define WEIGHT_BITS 24
#define LANES 16
// Bytes of padded rows that are blurred together, few enough for the first-level cache.
#define STRIP_BYTES 8192

typedef uint32_t u32x16 __attribute__((vector_size(64)));

// The box around LANES neighbouring values; the values that it mixes are `step` bytes apart.
INLINED u8x16 box(const uint8_t *centre, ptrdiff_t step, int32_t radius, uint32_t weight, uint32_t edge_weight) {
  u32x16 inside = __builtin_convertvector(load_16(centre), u32x16);
  for (int32_t d = 1; d <= radius; d++) {
    inside += __builtin_convertvector(load_16(centre - d * step), u32x16);
    inside += __builtin_convertvector(load_16(centre + d * step), u32x16);
  }
  u32x16 edges = __builtin_convertvector(load_16(centre - (radius + 1) * step), u32x16);
  edges += __builtin_convertvector(load_16(centre + (radius + 1) * step), u32x16);
  u32x16 sum = inside * weight + edges * edge_weight + (1u << (WEIGHT_BITS - 1));
  return __builtin_convertvector(sum >> WEIGHT_BITS, u8x16);
}

// One pass over `count` values; up to LANES − 1 more are read and, unless `exact`, written.
INLINED void pass(
    const uint8_t *restrict source, uint8_t *restrict target, size_t count, ptrdiff_t step, int32_t radius,
    uint32_t weight, uint32_t edge_weight, int exact) {
  size_t whole = exact ? count / LANES * LANES : count;
  for (size_t i = 0; i < whole; i += LANES) {
    store_16(target + i, box(source + i, step, radius, weight, edge_weight));
  }
  if (whole < count) {
    uint8_t last[LANES];
    store_16(last, box(source + whole, step, radius, weight, edge_weight));
    memcpy(target + whole, last, count - whole);
  }
}

typedef struct {
  size_t reach;          // values of padding on each side
  size_t padded_width;
  size_t strip_rows, strip_count;
  size_t plane_count;
} layout;

static layout layout_of(int32_t width, int32_t height, int32_t radius) {
  layout sizes;
  sizes.reach = (size_t)radius + 1;
  sizes.padded_width = (size_t)width + 2 * sizes.reach;
  sizes.strip_rows = STRIP_BYTES / sizes.padded_width;
  if (sizes.strip_rows < 1) sizes.strip_rows = 1;
  if (sizes.strip_rows > (size_t)height) sizes.strip_rows = (size_t)height;
  sizes.strip_count = sizes.padded_width * sizes.strip_rows + 2 * sizes.reach + LANES;
  sizes.plane_count = (size_t)width * ((size_t)height + 2 * sizes.reach) + LANES;
  return sizes;
}

size_t cik_box_blur_scratch(int32_t width, int32_t height, int32_t radius) {
  layout sizes = layout_of(width, height, radius);
  return 2 * sizes.strip_count + 2 * sizes.plane_count;
}

// Repeats each row's first and last value in its padding; `rows` points to the first row's padding.
INLINED void extend_rows(uint8_t *rows, size_t count, size_t width, size_t reach) {
  size_t padded = width + 2 * reach;
  for (size_t y = 0; y < count; y++) {
    uint8_t *row = rows + y * padded;
    for (size_t i = 0; i < reach; i++) {
      row[i] = row[reach];
      row[reach + width + i] = row[reach + width - 1];
    }
  }
}

// Repeats the first and the last row; `plane` points to the first real row.
INLINED void extend_plane(uint8_t *plane, size_t width, size_t height, size_t reach) {
  for (size_t i = 1; i <= reach; i++) {
    memcpy(plane - i * width, plane, width);
    memcpy(plane + (height - 1 + i) * width, plane + (height - 1) * width, width);
  }
}

INLINED void blur(
    uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint32_t weight, uint32_t edge_weight,
    uint8_t *scratch) {
  layout sizes = layout_of(width, height, radius);
  size_t columns = (size_t)width, reach = sizes.reach, padded = sizes.padded_width;
  uint8_t *one = scratch + reach, *other = one + sizes.strip_count;
  uint8_t *first = scratch + 2 * sizes.strip_count + reach * columns, *second = first + sizes.plane_count;
  // Along the rows, several at once: their padding keeps them apart.
  for (size_t y = 0; y < (size_t)height; y += sizes.strip_rows) {
    size_t rows = (size_t)height - y < sizes.strip_rows ? (size_t)height - y : sizes.strip_rows;
    size_t count = rows * padded;
    for (size_t r = 0; r < rows; r++) memcpy(one + r * padded + reach, plane + (y + r) * columns, columns);
    extend_rows(one, rows, columns, reach);
    pass(one, other, count, 1, radius, weight, edge_weight, 0);
    extend_rows(other, rows, columns, reach);
    pass(other, one, count, 1, radius, weight, edge_weight, 0);
    extend_rows(one, rows, columns, reach);
    pass(one, other, count, 1, radius, weight, edge_weight, 0);
    for (size_t r = 0; r < rows; r++) memcpy(first + (y + r) * columns, other + r * padded + reach, columns);
  }
  // Along the columns, the whole plane at once: its rows follow each other.
  size_t count = columns * (size_t)height;
  ptrdiff_t step = (ptrdiff_t)columns;
  extend_plane(first, columns, (size_t)height, reach);
  pass(first, second, count, step, radius, weight, edge_weight, 0);
  extend_plane(second, columns, (size_t)height, reach);
  pass(second, first, count, step, radius, weight, edge_weight, 0);
  extend_plane(first, columns, (size_t)height, reach);
  pass(first, plane, count, step, radius, weight, edge_weight, 1);
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
