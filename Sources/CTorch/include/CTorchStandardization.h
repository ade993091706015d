#ifndef CTORCH_STANDARDIZATION_H
#define CTORCH_STANDARDIZATION_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Batch normalization of embeddings [N, D] without scale and shift, in few passes over memory. Not recorded for
// derivatives: the way back is ct_standardize_backward_. float32 or float64.

// values [N, D] = (z − mean) / σ and inverse_deviation [D] = 1 / σ, with σ² = variance + epsilon over the batch.
ct_status ct_standardize(ct_tensor embeddings, double epsilon, ct_tensor *values, ct_tensor *inverse_deviation);

// gradient ← (gradient − mean(gradient) − values · mean(gradient ⊙ values)) · inverse_deviation, in place.
ct_status ct_standardize_backward_(ct_tensor gradient, ct_tensor values, ct_tensor inverse_deviation);

// The mean over the batch of (a − b)², [D].
ct_status ct_mean_squared_difference(ct_tensor a, ct_tensor b, ct_tensor *out);

#ifdef __cplusplus
}
#endif

#endif
