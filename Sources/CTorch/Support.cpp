#include "Support.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <utility>

namespace ctorch {

namespace {

std::string &last_error() {
  thread_local std::string message;
  return message;
}

// libtorch reports exhausted memory of the processor as an ordinary error; only its text tells.
bool tells_of_exhausted_memory(const std::string &message) {
  return message.find("can't allocate memory") != std::string::npos ||
         message.find("not enough memory") != std::string::npos || message.find("out of memory") != std::string::npos;
}

// What depends on another process, which is gone or too slow: c10d has types for it, Gloo's errors name its source files.
bool tells_of_another_process(const std::string &message) { return message.find("/gloo/") != std::string::npos; }

}  // namespace

void set_last_error(std::string message) { last_error() = std::move(message); }

ct_status status_of_current_exception() noexcept {
  try {
    try {
      throw;
    } catch (const c10::OutOfMemoryError &error) {
      set_last_error(error.what_without_backtrace());
      return CT_OUT_OF_MEMORY;
    } catch (const c10::DistError &error) {
      set_last_error(error.what_without_backtrace());
      return CT_UNAVAILABLE;
    } catch (const CallbackFailure &error) {
      set_last_error(error.what());
      return error.status;
    } catch (const c10::Error &error) {
      set_last_error(error.what_without_backtrace());
      return tells_of_exhausted_memory(last_error()) ? CT_OUT_OF_MEMORY : CT_INVALID_ARGUMENT;
    } catch (const std::bad_alloc &) {
      set_last_error("out of memory");
      return CT_OUT_OF_MEMORY;
    } catch (const std::exception &error) {
      set_last_error(error.what());
      return tells_of_another_process(last_error()) ? CT_UNAVAILABLE : CT_FAILED;
    } catch (...) {
      set_last_error("an unknown C++ exception");
      return CT_FAILED;
    }
  } catch (...) {
    // Copying the message ran out of memory; the previous message stands.
    return CT_OUT_OF_MEMORY;
  }
}

std::vector<at::Tensor> tensors(ct_tensors list) {
  std::vector<at::Tensor> result;
  result.reserve(static_cast<size_t>(list.count));
  for (int64_t i = 0; i < list.count; i++) result.push_back(borrow(list.values[i]));
  return result;
}

at::ScalarType scalar_type(ct_dtype dtype) {
  switch (dtype) {
    case CT_UINT8: return at::kByte;
    case CT_INT64: return at::kLong;
    case CT_FLOAT32: return at::kFloat;
    case CT_FLOAT64: return at::kDouble;
    case CT_BFLOAT16: return at::kBFloat16;
    case CT_FLOAT16: return at::kHalf;
    case CT_BOOL: return at::kBool;
  }
  TORCH_CHECK(false, "unknown element type ", static_cast<int>(dtype));
}

ct_dtype dtype_of(at::ScalarType type) {
  switch (type) {
    case at::kByte: return CT_UINT8;
    case at::kLong: return CT_INT64;
    case at::kFloat: return CT_FLOAT32;
    case at::kDouble: return CT_FLOAT64;
    case at::kBFloat16: return CT_BFLOAT16;
    case at::kHalf: return CT_FLOAT16;
    case at::kBool: return CT_BOOL;
    default: TORCH_CHECK(false, "element type ", c10::toString(type), " has no counterpart here");
  }
}

at::Device device(ct_device device) {
  if (device.type == CT_CPU) return at::Device(at::kCPU);
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device.index));
}

at::MemoryFormat memory_format(ct_memory_format format) {
  return format == CT_CHANNELS_LAST ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

}  // namespace ctorch

void ct_set_last_error_message(const char *message) { ctorch::set_last_error(message); }

const char *ct_last_error_message(void) { return ctorch::last_error().c_str(); }
