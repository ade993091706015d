#ifndef CTORCH_TENSOR_H
#define CTORCH_TENSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "CTorchStatus.h"

#ifdef __cplusplus
extern "C" {
#endif

// A handle that owns one reference to a tensor. (A struct of its own, so that no other handle can be passed for it.)
typedef struct {
  void *impl;
} ct_tensor;

typedef enum {
  CT_UINT8 = 0,
  CT_INT64 = 1,
  CT_FLOAT32 = 2,
  CT_FLOAT64 = 3,
  CT_BFLOAT16 = 4,
  CT_FLOAT16 = 5,
  CT_BOOL = 6,
} ct_dtype;

typedef enum { CT_CPU = 0, CT_CUDA = 1 } ct_device_type;

typedef struct {
  ct_device_type type;
  int32_t index;
} ct_device;

typedef enum { CT_CONTIGUOUS = 0, CT_CHANNELS_LAST = 1 } ct_memory_format;

// A borrowed list of extents or indices.
typedef struct {
  const int64_t *values;
  int64_t count;
} ct_ints;

// A borrowed list of tensors.
typedef struct {
  const ct_tensor *values;
  int64_t count;
} ct_tensors;

void ct_tensor_free(ct_tensor tensor);

// Creation
ct_status ct_empty(ct_ints shape, ct_dtype dtype, ct_device device, ct_tensor *out);
ct_status ct_full(ct_ints shape, double value, ct_dtype dtype, ct_device device, ct_tensor *out);
ct_status ct_arange(int64_t end, ct_dtype dtype, ct_device device, ct_tensor *out);
// Copies byte_count bytes of row-major values.
ct_status ct_from_bytes(const void *bytes, int64_t byte_count, ct_ints shape, ct_dtype dtype, ct_tensor *out);
// A view of row-major values that stay where they are and must not be written; release(owner) is called when the last reference is gone.
ct_status ct_from_memory(const void *bytes, ct_ints shape, ct_dtype dtype, void *owner, void (*release)(void *),
                         ct_tensor *out);
// Draws from N(mean, std²) or U[low, high) with a Mersenne Twister seeded with `seed`, on the processor.
ct_status ct_normal(ct_ints shape, double mean, double std, uint64_t seed, ct_dtype dtype, ct_tensor *out);
ct_status ct_uniform(ct_ints shape, double low, double high, uint64_t seed, ct_dtype dtype, ct_tensor *out);

// Properties
int64_t ct_dimension_count(ct_tensor tensor);
int64_t ct_size(ct_tensor tensor, int64_t dimension);
int64_t ct_element_count(ct_tensor tensor);
ct_status ct_dtype_of(ct_tensor tensor, ct_dtype *out);
ct_status ct_device_of(ct_tensor tensor, ct_device *out);
bool ct_is_contiguous(ct_tensor tensor, ct_memory_format format);
// Copies the values, row-major, to host memory of exactly byte_count bytes.
ct_status ct_copy_to_bytes(ct_tensor tensor, void *bytes, int64_t byte_count);
// The value of a tensor with one element.
ct_status ct_item(ct_tensor tensor, double *out);

// Conversion
ct_status ct_to_dtype(ct_tensor tensor, ct_dtype dtype, ct_tensor *out);
ct_status ct_to_device(ct_tensor tensor, ct_device device, ct_tensor *out);
ct_status ct_contiguous(ct_tensor tensor, ct_memory_format format, ct_tensor *out);
ct_status ct_clone(ct_tensor tensor, ct_tensor *out);
ct_status ct_detach(ct_tensor tensor, ct_tensor *out);

// Shape
ct_status ct_reshape(ct_tensor tensor, ct_ints shape, ct_tensor *out);
ct_status ct_permute(ct_tensor tensor, ct_ints dimensions, ct_tensor *out);
ct_status ct_transpose(ct_tensor tensor, int64_t a, int64_t b, ct_tensor *out);
ct_status ct_narrow(ct_tensor tensor, int64_t dimension, int64_t start, int64_t length, ct_tensor *out);
ct_status ct_flatten(ct_tensor tensor, int64_t first, int64_t last, ct_tensor *out);
ct_status ct_unsqueeze(ct_tensor tensor, int64_t dimension, ct_tensor *out);
// Repeats what has the extent 1, without a copy.
ct_status ct_expand(ct_tensor tensor, ct_ints shape, ct_tensor *out);
ct_status ct_cat(ct_tensors tensors, int64_t dimension, ct_tensor *out);
ct_status ct_index_select(ct_tensor tensor, int64_t dimension, ct_tensor indices, ct_tensor *out);
ct_status ct_gather(ct_tensor tensor, int64_t dimension, ct_tensor indices, ct_tensor *out);
ct_status ct_flip(ct_tensor tensor, int64_t dimension, ct_tensor *out);
ct_status ct_diagonal(ct_tensor tensor, ct_tensor *out);

// In place
ct_status ct_copy_(ct_tensor tensor, ct_tensor source);
ct_status ct_fill_(ct_tensor tensor, double value);

#ifdef __cplusplus
}
#endif

#endif
