#pragma once

#include <ATen/ATen.h>

#include <stdexcept>
#include <string>

#include "include/CTorch.h"

namespace ctorch {

// A callback into Swift that has failed with a status of its own.
struct CallbackFailure : std::runtime_error {
  ct_status status;
  CallbackFailure(ct_status status, const char *message) : std::runtime_error(message), status(status) {}
};

void set_last_error(std::string message);
// Classifies the exception being handled, keeps its message, and returns the status for it.
ct_status status_of_current_exception() noexcept;

// Runs `body`; no exception leaves it, because Swift's frames cannot unwind.
template <typename Body>
ct_status guarded(Body &&body) noexcept {
  try {
    body();
    return CT_OK;
  } catch (...) {
    return status_of_current_exception();
  }
}

inline ct_tensor wrap(at::Tensor tensor) { return {tensor.unsafeReleaseTensorImpl()}; }

// The tensor of the handle, with a reference of its own.
inline at::Tensor borrow(ct_tensor handle) {
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
      static_cast<at::TensorImpl *>(handle.impl)));
}
// The tensor of the handle, or an undefined tensor for a null handle.
inline at::Tensor optional(ct_tensor handle) { return handle.impl ? borrow(handle) : at::Tensor(); }
inline at::IntArrayRef ints(ct_ints list) { return {list.values, static_cast<size_t>(list.count)}; }
std::vector<at::Tensor> tensors(ct_tensors list);

at::ScalarType scalar_type(ct_dtype dtype);
ct_dtype dtype_of(at::ScalarType type);
at::Device device(ct_device device);
at::MemoryFormat memory_format(ct_memory_format format);

}  // namespace ctorch
