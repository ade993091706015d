#pragma once

#include <cstdint>

// Steps of optimizers over `count` elements that lie next to each other, each element read and written once. Every operation
// is rounded as if it were one of libtorch's of its own.
namespace ctorch::optimizers {

template <typename T>
struct SGDStep {
  T decay, momentum, rate, nesterov_rate;
  bool nesterov;
};

template <typename T>
struct AdamWStep {
  // 1 − rate · decay, then what PyTorch's AdamW makes of the two moments.
  T kept, beta1, rest1, beta2, rest2, correction2, epsilon, rate;
};

#define CT_DECLARE(T)                                                                                                  \
  /* Σ parameter² and Σ (gradient + decay · parameter)², in double precision. */                                       \
  void sums_of_squares(const T *parameter, const T *gradient, int64_t count, T decay, double *sums);                   \
  /* momentum ← factor · momentum + ratio · (gradient + decay · parameter); parameter ← parameter − rate · momentum */ \
  void step_lars(T *parameter, const T *gradient, T *momentum, int64_t count, T decay, T factor, T ratio, T rate);     \
  void step_sgd(T *parameter, const T *gradient, T *momentum, int64_t count, SGDStep<T> step);                         \
  void step_adamw(T *parameter, const T *gradient, T *first, T *second, int64_t count, AdamWStep<T> step);

CT_DECLARE(float)
CT_DECLARE(double)
#undef CT_DECLARE

}  // namespace ctorch::optimizers
