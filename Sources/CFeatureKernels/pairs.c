#include <math.h>
#include <string.h>

#include "kernel.h"

// Rows that are compared with a panel together, so that each of its numbers is loaded once for all of them.
#define ROWS 4
// By how much rounding could make the product of leading numbers too small, with room to spare.
#define ROUNDING 1e-4f

void cfk_lead(const float *coordinates, const float *rows, size_t count, size_t dimension, float *leading) {
  for (size_t i = 0; i < count; i++) {
    double rest = 0;
    for (size_t d = 0; d < dimension; d++) rest += (double)rows[i * dimension + d] * rows[i * dimension + d];
    for (size_t d = 0; d < CFK_LEADING - 1; d++) {
      float value = coordinates[i * (CFK_LEADING - 1) + d];
      leading[i * CFK_LEADING + d] = value;
      rest -= (double)value * value;
    }
    // Of numbers that are rounded to single precision the rest is known to 1e-6.
    leading[i * CFK_LEADING + CFK_LEADING - 1] = (float)sqrt((rest > 0 ? rest : 0) + 1e-6);
  }
}

void cfk_fill_panels(const float *leading, size_t count, float *panels) {
  size_t panel_count = (count + CFK_PANEL - 1) / CFK_PANEL;
  memset(panels, 0, panel_count * CFK_PANEL * CFK_LEADING * sizeof *panels);
  for (size_t i = 0; i < count; i++) {
    float *panel = panels + i / CFK_PANEL * CFK_PANEL * CFK_LEADING + i % CFK_PANEL;
    for (size_t d = 0; d < CFK_LEADING; d++) panel[d * CFK_PANEL] = leading[i * CFK_LEADING + d];
  }
}

INLINED float product(const float *a, const float *b, size_t dimension) {
  f32x16 sums = {0};
  for (size_t i = 0; i < dimension; i += LANES) {
    f32x16 x, y;
    memcpy(&x, a + i, sizeof x);
    memcpy(&y, b + i, sizeof y);
    sums += x * y;
  }
  for (size_t width = LANES / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; i++) sums[i] += sums[i + width];
  }
  return sums[0];
}

// The products of the leading numbers of four rows and of a panel. They decide only what is looked at, with room for rounding, so that
// here multiplications and additions may be one.
INLINED void lead_products(const float leading[ROWS][CFK_LEADING], const float *panel, f32x16 sums[ROWS]) {
#pragma clang fp contract(fast)
  for (int row = 0; row < ROWS; row++) sums[row] = (f32x16){0};
  for (int d = 0; d < CFK_LEADING; d++) {
    f32x16 numbers;
    memcpy(&numbers, panel + d * CFK_PANEL, sizeof numbers);
    for (int row = 0; row < ROWS; row++) sums[row] += leading[row][d] * numbers;
  }
}

// Vectors go by pointers: as arguments they would depend on the level.
INLINED int any_greater(const f32x16 sums[ROWS], float least) {
  f32x16 bound = least - (f32x16){0};
  i32x16 mask = (sums[0] > bound) | (sums[1] > bound) | (sums[2] > bound) | (sums[3] > bound);
  int result = 0;
  for (int lane = 0; lane < LANES; lane++) result |= mask[lane];
  return result;
}

MULTIVERSIONED size_t cfk_pairs_above(
    const float *leading, const float *rows, size_t row_count, const float *panels, const float *columns,
    size_t column_count, size_t dimension, float bound, cfk_pair *found) {
  size_t count = 0;
  float least = bound - ROUNDING;
  for (size_t first = 0; first < row_count; first += ROWS) {
    size_t own_count = row_count - first < ROWS ? row_count - first : ROWS;
    float own[ROWS][CFK_LEADING] = {{0}};
    memcpy(own, leading + first * CFK_LEADING, own_count * sizeof own[0]);
    for (size_t start = 0; start < column_count; start += CFK_PANEL) {
      f32x16 sums[ROWS];
      lead_products(own, panels + start * CFK_LEADING, sums);
      if (!any_greater(sums, least)) continue;
      size_t width = column_count - start < CFK_PANEL ? column_count - start : CFK_PANEL;
      for (size_t row = 0; row < own_count; row++) {
        for (size_t lane = 0; lane < width; lane++) {
          if (!(sums[row][lane] > least)) continue;
          size_t column = start + lane;
          float value = product(rows + (first + row) * dimension, columns + column * dimension, dimension);
          if (value > bound) found[count++] = (cfk_pair){(uint32_t)(first + row), (uint32_t)column, value};
        }
      }
    }
  }
  return count;
}
