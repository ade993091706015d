#include <ATen/CPUGeneratorImpl.h>

#include <cstring>

#include "Support.h"

using namespace ctorch;

void ct_tensor_free(ct_tensor tensor) {
  if (!tensor.impl) return;
  c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(static_cast<at::TensorImpl *>(tensor.impl));
}

// Creation

ct_status ct_empty(ct_ints shape, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::empty(ints(shape), at::dtype(scalar_type(dtype)).device(device(where)))); });
}

ct_status ct_full(ct_ints shape, double value, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded(
      [&] { *out = wrap(at::full(ints(shape), value, at::dtype(scalar_type(dtype)).device(device(where)))); });
}

ct_status ct_arange(int64_t end, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::arange(end, at::dtype(scalar_type(dtype)).device(device(where)))); });
}

ct_status ct_from_bytes(const void *bytes, int64_t byte_count, ct_ints shape, ct_dtype dtype, ct_tensor *out) {
  return guarded([&] {
    at::Tensor tensor = at::empty(ints(shape), at::dtype(scalar_type(dtype)));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == byte_count, "a tensor of shape ", tensor.sizes(), " takes ",
                tensor.nbytes(), " bytes, not ", byte_count);
    if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes, static_cast<size_t>(byte_count));
    *out = wrap(tensor);
  });
}

ct_status ct_from_memory(const void *bytes, ct_ints shape, ct_dtype dtype, void *owner, void (*release)(void *),
                         ct_tensor *out) {
  return guarded([&] {
    *out = wrap(at::from_blob(
        const_cast<void *>(bytes), ints(shape), [owner, release](void *) { release(owner); },
        at::dtype(scalar_type(dtype))));
  });
}

ct_status ct_normal(ct_ints shape, double mean, double std, uint64_t seed, ct_dtype dtype, ct_tensor *out) {
  return guarded([&] {
    auto generator = at::detail::createCPUGenerator(seed);
    at::Tensor tensor = at::empty(ints(shape), at::dtype(scalar_type(dtype)));
    *out = wrap(tensor.normal_(mean, std, generator));
  });
}

ct_status ct_uniform(ct_ints shape, double low, double high, uint64_t seed, ct_dtype dtype, ct_tensor *out) {
  return guarded([&] {
    auto generator = at::detail::createCPUGenerator(seed);
    at::Tensor tensor = at::empty(ints(shape), at::dtype(scalar_type(dtype)));
    *out = wrap(tensor.uniform_(low, high, generator));
  });
}

// Properties

int64_t ct_dimension_count(ct_tensor tensor) { return borrow(tensor).dim(); }
int64_t ct_size(ct_tensor tensor, int64_t dimension) { return borrow(tensor).sizes()[static_cast<size_t>(dimension)]; }
int64_t ct_element_count(ct_tensor tensor) { return borrow(tensor).numel(); }

ct_status ct_dtype_of(ct_tensor tensor, ct_dtype *out) {
  return guarded([&] { *out = dtype_of(borrow(tensor).scalar_type()); });
}

ct_status ct_device_of(ct_tensor tensor, ct_device *out) {
  return guarded([&] {
    at::Device device = borrow(tensor).device();
    TORCH_CHECK(device.is_cpu() || device.is_cuda(), "device ", device.str(), " has no counterpart here");
    *out = {device.is_cpu() ? CT_CPU : CT_CUDA, device.is_cpu() ? 0 : device.index()};
  });
}

bool ct_is_contiguous(ct_tensor tensor, ct_memory_format format) {
  return borrow(tensor).is_contiguous(memory_format(format));
}

ct_status ct_copy_to_bytes(ct_tensor tensor, void *bytes, int64_t byte_count) {
  return guarded([&] {
    at::Tensor host = borrow(tensor).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == byte_count, "a tensor of shape ", host.sizes(), " holds ",
                host.nbytes(), " bytes, not ", byte_count);
    if (byte_count > 0) std::memcpy(bytes, host.const_data_ptr(), static_cast<size_t>(byte_count));
  });
}

ct_status ct_item(ct_tensor tensor, double *out) {
  return guarded([&] { *out = borrow(tensor).item().toDouble(); });
}

// Conversion

ct_status ct_to_dtype(ct_tensor tensor, ct_dtype dtype, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).to(scalar_type(dtype))); });
}

ct_status ct_to_device(ct_tensor tensor, ct_device where, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).to(device(where))); });
}

ct_status ct_contiguous(ct_tensor tensor, ct_memory_format format, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).contiguous(memory_format(format))); });
}

ct_status ct_clone(ct_tensor tensor, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).clone()); });
}

ct_status ct_detach(ct_tensor tensor, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).detach()); });
}

// Shape

ct_status ct_reshape(ct_tensor tensor, ct_ints shape, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).reshape(ints(shape))); });
}

ct_status ct_permute(ct_tensor tensor, ct_ints dimensions, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).permute(ints(dimensions))); });
}

ct_status ct_transpose(ct_tensor tensor, int64_t a, int64_t b, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).transpose(a, b)); });
}

ct_status ct_narrow(ct_tensor tensor, int64_t dimension, int64_t start, int64_t length, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).narrow(dimension, start, length)); });
}

ct_status ct_flatten(ct_tensor tensor, int64_t first, int64_t last, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).flatten(first, last)); });
}

ct_status ct_unsqueeze(ct_tensor tensor, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).unsqueeze(dimension)); });
}

ct_status ct_expand(ct_tensor tensor, ct_ints shape, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).expand(ints(shape))); });
}

ct_status ct_cat(ct_tensors list, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::cat(tensors(list), dimension)); });
}

ct_status ct_index_select(ct_tensor tensor, int64_t dimension, ct_tensor indices, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).index_select(dimension, borrow(indices))); });
}

ct_status ct_gather(ct_tensor tensor, int64_t dimension, ct_tensor indices, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).gather(dimension, borrow(indices))); });
}

ct_status ct_flip(ct_tensor tensor, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).flip({dimension})); });
}

ct_status ct_diagonal(ct_tensor tensor, ct_tensor *out) {
  return guarded([&] { *out = wrap(borrow(tensor).diagonal()); });
}

// In place

ct_status ct_copy_(ct_tensor tensor, ct_tensor source) {
  return guarded([&] { borrow(tensor).copy_(borrow(source)); });
}

ct_status ct_fill_(ct_tensor tensor, double value) {
  return guarded([&] { borrow(tensor).fill_(value); });
}
