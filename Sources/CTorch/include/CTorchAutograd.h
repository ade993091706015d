#ifndef CTORCH_AUTOGRAD_H
#define CTORCH_AUTOGRAD_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

ct_status ct_set_requires_grad(ct_tensor tensor, bool requires_grad);
bool ct_requires_grad(ct_tensor tensor);
// Writes a tensor with a null impl where there is no gradient.
ct_status ct_grad(ct_tensor tensor, ct_tensor *out);
// gradient.impl may be null: the gradient is dropped.
ct_status ct_set_grad(ct_tensor tensor, ct_tensor gradient);
// Calls `called` with `context` and `index` whenever a gradient has been accumulated into a leaf, on the thread that goes back, in place of
// what was called before; NULL calls nothing from then on.
ct_status ct_on_gradient(ct_tensor leaf, void (*called)(void *context, int64_t index), void *context, int64_t index);
// Accumulates gradients into the leaves; gradients.count may be 0 for scalar roots.
ct_status ct_backward(ct_tensors roots, ct_tensors gradients);
// Writes the gradient with respect to each leaf instead, one after the other from `out`; a null impl where it has none.
ct_status ct_gradients(ct_tensors roots, ct_tensors gradients, ct_tensors leaves, ct_tensor *out);

// How often the tensor was changed in place; -1 for one that does not count.
int64_t ct_version(ct_tensor tensor);

// These are properties of the calling thread.
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool enabled);
// Whether products are computed in a type of their own, and the type.
typedef struct {
  bool enabled;
  ct_dtype dtype;
} ct_autocast;
ct_autocast ct_current_autocast(ct_device_type device);
// Sets autocast for a device type on the calling thread, drops cached casts, and writes what was set before.
ct_status ct_exchange_autocast(ct_device_type device, ct_autocast next, ct_autocast *previous);

// Weights as products take them, each prepared once for all threads that share the object; see PreparedWeights.h.
typedef struct {
  void *impl;
} ct_prepared_weights;
ct_prepared_weights ct_prepared_weights_make(void);
void ct_prepared_weights_free(ct_prepared_weights weights);
int64_t ct_prepared_weights_count(ct_prepared_weights weights);
// Sets the object of the calling thread, null for none, and returns what it was.
ct_prepared_weights ct_exchange_prepared_weights(ct_prepared_weights next);

#ifdef __cplusplus
}
#endif

#endif
