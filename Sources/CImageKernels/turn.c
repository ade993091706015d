#include "kernel.h"

// Turns ---------------------------------------------------------------------------------------------------------------

void cik_turn(const uint8_t *source, int32_t width, int32_t height, int32_t quarters, uint8_t *target) {
  size_t columns = (size_t)width, rows = (size_t)height;
  for (size_t y = 0; y < rows; y++) {
    const uint8_t *row = source + y * columns;
    switch (quarters) {
      case 1:
        for (size_t x = 0; x < columns; x++) target[(columns - 1 - x) * rows + y] = row[x];
        break;
      case 2:
        for (size_t x = 0; x < columns; x++) target[(rows - 1 - y) * columns + columns - 1 - x] = row[x];
        break;
      default:
        for (size_t x = 0; x < columns; x++) target[x * rows + rows - 1 - y] = row[x];
        break;
    }
  }
}

INLINED int32_t clamped_index(int32_t index, int32_t count) {
  return index < 0 ? 0 : (index < count ? index : count - 1);
}

INLINED uint8_t truncated(double value) { return value <= 0.0 ? 0 : (value >= 255.0 ? 255 : (uint8_t)value); }

INLINED double linear(double v0, double v1, double t) { return v0 + (v1 - v0) * t; }

// Keys' cubic convolution with a = −1, by powers of t, through v1 at 0 and v2 at 1.
INLINED double cubic(double v0, double v1, double v2, double v3, double t) {
  double slope = v2 - v0, bend = 2.0 * (v0 - v1) + v2 - v3, twist = v1 - v0 - v2 + v3;
  return v1 + t * (slope + t * (bend + t * twist));
}

INLINED void transform(
    const uint8_t *source, int32_t width, int32_t height, cik_affine map, int is_cubic, uint8_t fill,
    uint8_t *target) {
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) {
      double across = map.xx * (x + 0.5) + map.xy * (y + 0.5) + map.x;
      double down = map.yx * (x + 0.5) + map.yy * (y + 0.5) + map.y;
      uint8_t *out = target + (size_t)y * (size_t)width + (size_t)x;
      if (across < 0.0 || across >= width || down < 0.0 || down >= height) {
        *out = fill;
        continue;
      }
      // Values stand at the centres of pixels. Adding 1 before truncating makes it round down.
      across -= 0.5;
      down -= 0.5;
      int32_t column = (int32_t)(across + 1.0) - 1, row = (int32_t)(down + 1.0) - 1;
      double tx = across - column, ty = down - row;
      int32_t reach = is_cubic ? 1 : 0, size = is_cubic ? 4 : 2;
      double rows[4];
      for (int32_t r = 0; r < size; r++) {
        const uint8_t *line = source + (size_t)clamped_index(row - reach + r, height) * (size_t)width;
        double v[4];
        for (int32_t c = 0; c < size; c++) v[c] = line[clamped_index(column - reach + c, width)];
        rows[r] = is_cubic ? cubic(v[0], v[1], v[2], v[3], tx) : linear(v[0], v[1], tx);
      }
      *out = truncated(is_cubic ? cubic(rows[0], rows[1], rows[2], rows[3], ty) : linear(rows[0], rows[1], ty));
    }
  }
}

MULTIVERSIONED
void cik_transform(
    const uint8_t *restrict source, int32_t width, int32_t height, cik_affine map, cik_filter filter, uint8_t fill,
    uint8_t *restrict target) {
  if (filter == CIK_BICUBIC) {
    transform(source, width, height, map, 1, fill, target);
  } else {
    transform(source, width, height, map, 0, fill, target);
  }
}
