#include <math.h>
#include <string.h>

#include "kernel.h"

INLINED float squared_distance(const float *a, const float *b, size_t dimension) {
  f32x16 sums = {0};
  size_t whole = dimension / LANES * LANES;
  for (size_t i = 0; i < whole; i += LANES) {
    f32x16 x, y;
    memcpy(&x, a + i, sizeof x);
    memcpy(&y, b + i, sizeof y);
    x -= y;
    sums += x * x;
  }
  for (size_t i = whole; i < dimension; i++) {
    float difference = a[i] - b[i];
    sums[i - whole] += difference * difference;
  }
  for (size_t width = LANES / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; i++) sums[i] += sums[i + width];
  }
  return sums[0];
}

MULTIVERSIONED float cfk_squared_distance(const float *a, const float *b, size_t dimension) {
  return squared_distance(a, b, dimension);
}

MULTIVERSIONED void cfk_lessen_distances(
    const float *rows, size_t count, size_t dimension, const float *point, float *distances) {
  for (size_t i = 0; i < count; i++) {
    float distance = squared_distance(rows + i * dimension, point, dimension);
    if (distance < distances[i]) distances[i] = distance;
  }
}

MULTIVERSIONED double cfk_lessened_sum(
    const float *rows, size_t count, size_t dimension, const float *point, const float *limits) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    float distance = squared_distance(rows + i * dimension, point, dimension);
    sum += distance < limits[i] ? distance : limits[i];
  }
  return sum;
}

MULTIVERSIONED float cfk_least_distance(
    const float *row, const float *points, size_t count, size_t dimension, float limit) {
  for (size_t j = 0; j < count; j++) {
    float distance = squared_distance(row, points + j * dimension, dimension);
    if (distance < limit) limit = distance;
  }
  return limit;
}

MULTIVERSIONED void cfk_own_distances(
    const float *rows, const int32_t *labels, size_t count, size_t dimension, const float *centers, float *distances) {
  for (size_t i = 0; i < count; i++) {
    distances[i] = squared_distance(rows + i * dimension, centers + (size_t)labels[i] * dimension, dimension);
  }
}

MULTIVERSIONED void cfk_add_to_groups(
    const float *rows, const int32_t *labels, size_t count, size_t dimension, double *sums) {
  for (size_t i = 0; i < count; i++) {
    double *restrict sum = sums + (size_t)labels[i] * dimension;
    const float *restrict row = rows + i * dimension;
    for (size_t d = 0; d < dimension; d++) sum[d] += row[d];
  }
}

void cfk_assign(const float *products, const float *halves, size_t count, size_t groups, int32_t *labels) {
  for (size_t i = 0; i < count; i++) {
    const float *row = products + i * groups;
    int32_t best = 0;
    float greatest = row[0] - halves[0];
    for (size_t j = 1; j < groups; j++) {
      float value = row[j] - halves[j];
      if (value > greatest) {
        greatest = value;
        best = (int32_t)j;
      }
    }
    labels[i] = best;
  }
}

void cfk_add_distances(
    const float *products, const float *halves_a, const float *halves_b, size_t rows, size_t columns,
    const int32_t *labels, double *sums, size_t groups) {
  for (size_t i = 0; i < rows; i++) {
    double *sum = sums + i * groups;
    for (size_t j = 0; j < columns; j++) {
      float half = halves_a[i] + halves_b[j] - products[i * columns + j];
      sum[labels[j]] += half > 0 ? sqrtf(2 * half) : 0;
    }
  }
}

double cfk_square_sum(const float *rows, size_t count, size_t dimension) {
  double sum = 0;
  for (size_t i = 0; i < count * dimension; i++) sum += (double)rows[i] * rows[i];
  return sum;
}

// SplitMix64, as in Randomness.
INLINED uint64_t next_random(uint64_t *state) {
  uint64_t mixed = *state += 0x9E3779B97F4A7C15u;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

INLINED float clipped(float value) { return value > 4 ? 4 : value < -4 ? -4 : value; }

void cfk_layout_pass(
    float *places, size_t count, const int32_t *heads, const int32_t *tails, const float *weights, size_t edges, float rate,
    float repulsion, size_t negatives, uint64_t *state) {
  for (size_t i = 0; i < edges; i++) {
    float *a = places + 2 * (size_t)heads[i], *b = places + 2 * (size_t)tails[i];
    float step = rate * weights[i];
    float x = a[0] - b[0], y = a[1] - b[1];
    float pull = 2 / (1 + x * x + y * y);
    float dx = step * clipped(pull * x), dy = step * clipped(pull * y);
    a[0] -= dx;
    a[1] -= dy;
    b[0] += dx;
    b[1] += dy;
    for (size_t n = 0; n < negatives; n++) {
      // The high half of a product with 32 random bits: as even as a map needs.
      const float *other = places + 2 * (((next_random(state) >> 32) * (uint64_t)count) >> 32);
      float ox = a[0] - other[0], oy = a[1] - other[1];
      float square = ox * ox + oy * oy;
      float push = 2 * repulsion / ((0.001f + square) * (1 + square));
      a[0] += step * clipped(push * ox);
      a[1] += step * clipped(push * oy);
    }
  }
}

int64_t cfk_normalize(float *rows, size_t count, size_t dimension) {
  for (size_t i = 0; i < count; i++) {
    float *row = rows + i * dimension;
    double sum = 0;
    for (size_t d = 0; d < dimension; d++) sum += (double)row[d] * row[d];
    if (!isfinite(sum)) return (int64_t)i;
    if (sum == 0) continue;
    double length = sqrt(sum);
    for (size_t d = 0; d < dimension; d++) row[d] = (float)(row[d] / length);
  }
  return -1;
}
