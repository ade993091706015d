// Inner loops over rows of float32 features. They are in C so that they are compiled for several levels of the x86-64
// instruction set, and optimized in debug builds too. Sums run in a fixed order: every result is the same at every level.
#ifndef CFEATUREKERNELS_H
#define CFEATUREKERNELS_H

#include <stddef.h>
#include <stdint.h>

// ‖a − b‖².
float cfk_squared_distance(const float *a, const float *b, size_t dimension);

// distances[i] = min(distances[i], ‖rows[i] − point‖²) for `count` rows.
void cfk_lessen_distances(
    const float *rows, size_t count, size_t dimension, const float *point, float *distances);

// Σ_i min(limits[i], ‖rows[i] − point‖²).
double cfk_lessened_sum(
    const float *rows, size_t count, size_t dimension, const float *point, const float *limits);

// min(limit, min_j ‖row − points[j]‖²) for `count` points.
float cfk_least_distance(const float *row, const float *points, size_t count, size_t dimension, float limit);

// distances[i] = ‖rows[i] − centers[labels[i]]‖².
void cfk_own_distances(
    const float *rows, const int32_t *labels, size_t count, size_t dimension, const float *centers, float *distances);

// sums[labels[i]] += rows[i], in double precision.
void cfk_add_to_groups(
    const float *rows, const int32_t *labels, size_t count, size_t dimension, double *sums);

// labels[i] = the first j of the greatest products[i][j] − halves[j], of `groups`.
void cfk_assign(const float *products, const float *halves, size_t count, size_t groups, int32_t *labels);

// sums[i][labels[j]] += the square root of 2 · max(0, halves_a[i] + halves_b[j] − products[i][j]): the Euclidean distances of
// rows whose half squared lengths and products are given, added up by group.
void cfk_add_distances(
    const float *products, const float *halves_a, const float *halves_b, size_t rows, size_t columns,
    const int32_t *labels, double *sums, size_t groups);

// Σ_i ‖rows[i]‖².
double cfk_square_sum(const float *rows, size_t count, size_t dimension);

// One pass over the edges of a graph whose nodes lie in the plane at `places` [N, 2]. Both ends of edge i, heads[i] and tails[i], are drawn
// together by `rate` · weights[i] · 2 / (1 + d²) times their difference; the head is pushed from `negatives` random others by `repulsion` ·
// 2 / ((0.001 + d²)(1 + d²)) instead. No coordinate moves by more than 4 · rate at once. `state` is that of the generator.
void cfk_layout_pass(
    float *places, size_t count, const int32_t *heads, const int32_t *tails, const float *weights, size_t edges, float rate,
    float repulsion, size_t negatives, uint64_t *state);

// The first place from `start` on whose value is above `bound`, or `count`.
size_t cfk_next_above(const float *values, size_t start, size_t count, float bound);

// Divides each row by its length, in double precision; a row of zeros stays. The first row with a value that is not finite, or −1;
// rows from it on are left as they are.
int64_t cfk_normalize(float *rows, size_t count, size_t dimension);

#endif
