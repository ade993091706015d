#ifndef CTORCH_PARTS_H
#define CTORCH_PARTS_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Those who hold the parts of one batch: `sum` takes over `own` and writes the sum over all parts. `release` is called once.
typedef struct {
  void *context;
  ct_status (*sum)(void *context, ct_tensor own, ct_tensor *out);
  void (*release)(void *context);
} ct_parts;

// Batch normalization of a part of a batch by the statistics of the whole, recorded; the backward pass sums over the parts too.
// Writes the mean and the unbiased variance of the whole batch beside the output. Takes over `parts`, also on failure.
ct_status ct_parted_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, double epsilon, ct_parts parts,
                               ct_tensor *out, ct_tensor *mean, ct_tensor *variance);
// Sets the message of a failure, for a callback that returns another status than CT_OK.
void ct_set_last_error_message(const char *message);

#ifdef __cplusplus
}
#endif

#endif
