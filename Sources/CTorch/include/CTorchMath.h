#ifndef CTORCH_MATH_H
#define CTORCH_MATH_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Elementwise, of one tensor
ct_status ct_neg(ct_tensor a, ct_tensor *out);
ct_status ct_abs(ct_tensor a, ct_tensor *out);
ct_status ct_exp(ct_tensor a, ct_tensor *out);
ct_status ct_log(ct_tensor a, ct_tensor *out);
ct_status ct_sqrt(ct_tensor a, ct_tensor *out);
ct_status ct_rsqrt(ct_tensor a, ct_tensor *out);
ct_status ct_square(ct_tensor a, ct_tensor *out);
ct_status ct_isfinite(ct_tensor a, ct_tensor *out);
ct_status ct_clamp_min(ct_tensor a, double minimum, ct_tensor *out);
ct_status ct_add_scalar(ct_tensor a, double value, ct_tensor *out);
ct_status ct_mul_scalar(ct_tensor a, double value, ct_tensor *out);
ct_status ct_pow_scalar(ct_tensor a, double exponent, ct_tensor *out);
ct_status ct_eq_scalar(ct_tensor a, double value, ct_tensor *out);

// Elementwise, of two tensors (broadcast)
ct_status ct_add(ct_tensor a, ct_tensor b, double alpha, ct_tensor *out);
ct_status ct_sub(ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_mul(ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_div(ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_eq(ct_tensor a, ct_tensor b, ct_tensor *out);

// In place
ct_status ct_add_(ct_tensor a, ct_tensor b, double alpha);
ct_status ct_sub_(ct_tensor a, ct_tensor b);
ct_status ct_mul_(ct_tensor a, ct_tensor b);
ct_status ct_mul_scalar_(ct_tensor a, double value);
ct_status ct_add_scalar_(ct_tensor a, double value);
// a ← a + value · b ⊙ c
ct_status ct_addcmul_(ct_tensor a, ct_tensor b, ct_tensor c, double value);
// a ← a + value · b ⊘ c
ct_status ct_addcdiv_(ct_tensor a, ct_tensor b, ct_tensor c, double value);
// a ← beta · a + alpha · b·c, for matrices
ct_status ct_addmm_(ct_tensor a, ct_tensor b, ct_tensor c, double beta, double alpha);

// Reductions. No dimensions means all of them.
ct_status ct_sum(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out);
ct_status ct_mean(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out);
// The Euclidean norm.
ct_status ct_norm(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out);
// The inner product of two tensors of the same shape, summed without storing the products where the layout allows.
ct_status ct_inner(ct_tensor a, ct_tensor b, ct_tensor *out);
ct_status ct_amax(ct_tensor a, int64_t dimension, bool keep, ct_tensor *out);
ct_status ct_argmax(ct_tensor a, int64_t dimension, ct_tensor *out);
ct_status ct_topk(ct_tensor a, int64_t k, int64_t dimension, ct_tensor *values, ct_tensor *indices);
ct_status ct_logsumexp(ct_tensor a, int64_t dimension, bool keep, ct_tensor *out);
ct_status ct_scatter_add(ct_tensor a, int64_t dimension, ct_tensor indices, ct_tensor source, ct_tensor *out);

// Linear algebra
ct_status ct_matmul(ct_tensor a, ct_tensor b, ct_tensor *out);
// The eigenvalues of a symmetric matrix, ascending.
ct_status ct_eigvalsh(ct_tensor a, ct_tensor *out);
ct_status ct_eigh(ct_tensor a, ct_tensor *values, ct_tensor *vectors);
ct_status ct_svdvals(ct_tensor a, ct_tensor *out);

#ifdef __cplusplus
}
#endif

#endif
