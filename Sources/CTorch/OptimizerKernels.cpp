#include "OptimizerKernels.h"

#include "Vectorized.h"

using namespace ctorch::vectorized;

namespace ctorch::optimizers {

namespace {

// Products are added without a rounding between them where one expression says so, and the processor can: as in libtorch.
template <typename T>
CT_INLINE void add_squares(const T *parameter, const T *gradient, int64_t count, T decay, double *sums) {
  using V = Vector<T>;
  doubles squares = 0, directions = 0;
  for_vectors(count, [=, &squares, &directions](int64_t i, int64_t part) __attribute__((always_inline)) {
    const V p = take(parameter + i, part), d = take(gradient + i, part) + p * decay;
    const doubles wide_p = __builtin_convertvector(p, doubles), wide_d = __builtin_convertvector(d, doubles);
    squares += wide_p * wide_p;
    directions += wide_d * wide_d;
  });
  for (int64_t i = 0; i < lanes; i++) {
    sums[0] += squares[i];
    sums[1] += directions[i];
  }
}

template <typename T>
CT_INLINE void lars(T *parameter, const T *gradient, T *momentum, int64_t count, T decay, T factor, T ratio, T rate) {
  using V = Vector<T>;
  for_vectors(count, [=](int64_t i, int64_t part) __attribute__((always_inline)) {
    const V p = take(parameter + i, part), d = take(gradient + i, part) + p * decay;
    const V kept = take(momentum + i, part) * factor;
    const V m = kept + d * ratio;
    put(momentum + i, m, part);
    put(parameter + i, V(p - m * rate), part);
  });
}

template <typename T>
CT_INLINE void sgd(T *parameter, const T *gradient, T *momentum, int64_t count, SGDStep<T> step) {
  using V = Vector<T>;
  for_vectors(count, [=](int64_t i, int64_t part) __attribute__((always_inline)) {
    const V p = take(parameter + i, part), d = take(gradient + i, part) + p * step.decay;
    if (!momentum) return put(parameter + i, V(p - d * step.rate), part);
    const V kept = take(momentum + i, part) * step.momentum;
    const V m = kept + d;
    put(momentum + i, m, part);
    if (!step.nesterov) return put(parameter + i, V(p - m * step.rate), part);
    const V moved = p - d * step.rate;
    put(parameter + i, V(moved - m * step.nesterov_rate), part);
  });
}

template <typename T>
CT_INLINE void adamw(T *parameter, const T *gradient, T *first, T *second, int64_t count, AdamWStep<T> step) {
  using V = Vector<T>;
  for_vectors(count, [=](int64_t i, int64_t part) __attribute__((always_inline)) {
    const V g = take(gradient + i, part), p = take(parameter + i, part) * step.kept;
    const V kept_first = take(first + i, part) * step.beta1, kept_second = take(second + i, part) * step.beta2;
    const V m = kept_first + g * step.rest1;
    const V v = kept_second + g * step.rest2 * g;
    put(first + i, m, part);
    put(second + i, v, part);
    const V root = __builtin_elementwise_sqrt(v) * step.correction2;
    const V denominator = root + step.epsilon, numerator = m * -step.rate;
    put(parameter + i, V(p + numerator / denominator), part);
  });
}

}  // namespace

// Overloads rather than templates: only plain functions can be compiled for several instruction sets.
#define CT_DEFINE(T)                                                                                                   \
  MULTIVERSIONED void sums_of_squares(const T *parameter, const T *gradient, int64_t count, T decay, double *sums) {        \
    add_squares(parameter, gradient, count, decay, sums);                                                              \
  }                                                                                                                    \
  MULTIVERSIONED void step_lars(T *parameter, const T *gradient, T *momentum, int64_t count, T decay, T factor, T ratio,    \
                           T rate) {                                                                                   \
    lars(parameter, gradient, momentum, count, decay, factor, ratio, rate);                                            \
  }                                                                                                                    \
  MULTIVERSIONED void step_sgd(T *parameter, const T *gradient, T *momentum, int64_t count, SGDStep<T> step) {              \
    sgd(parameter, gradient, momentum, count, step);                                                                   \
  }                                                                                                                    \
  MULTIVERSIONED void step_adamw(T *parameter, const T *gradient, T *first, T *second, int64_t count, AdamWStep<T> step) {  \
    adamw(parameter, gradient, first, second, count, step);                                                            \
  }

CT_DEFINE(float)
CT_DEFINE(double)

}  // namespace ctorch::optimizers
