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

// Two rows of unit length whose product is large.
typedef struct {
  uint32_t row, column;
  float product;
} cfk_pair;

// How many numbers stand for a row in a first comparison.
#define CFK_LEADING 16
// How many columns stand together, number after number.
#define CFK_PANEL 16

// leading[i] = the 15 coordinates of a row along orthonormal directions, followed by the length of what they leave of the row: the
// product of two rows is at most that of their leading numbers (Cauchy and Schwarz). `coordinates` is [count, 15].
void cfk_lead(const float *coordinates, const float *rows, size_t count, size_t dimension, float *leading);

// The leading numbers of `count` columns [count, 16] as panels [⌈count / 16⌉, 16, 16], number before column, zeros at the end.
void cfk_fill_panels(const float *leading, size_t count, float *panels);

// The pairs of `rows` [row_count, dimension] and `columns` [column_count, dimension], no longer than 1, whose product is greater
// than `bound`. Only pairs whose leading numbers allow it are multiplied out; no other pair can be such a one. `found` has room
// for row_count · column_count. Returns how many there are; their order is the same everywhere. `dimension` is a multiple of 16.
size_t cfk_pairs_above(
    const float *leading, const float *rows, size_t row_count, const float *panels, const float *columns,
    size_t column_count, size_t dimension, float bound, cfk_pair *found);

// Divides each row by its length, in double precision; a row of zeros stays. The first row with a value that is not finite, or −1;
// rows from it on are left as they are.
int64_t cfk_normalize(float *rows, size_t count, size_t dimension);

#endif
