#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <torch/headeronly/version.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <climits>
#include <string>

#include "Parallel.h"
#include "Support.h"

using namespace ctorch;

#define CT_TEXT_OF(x) #x
#define CT_TEXT(x) CT_TEXT_OF(x)

const char *ct_header_version(void) {
  return CT_TEXT(TORCH_VERSION_MAJOR) "." CT_TEXT(TORCH_VERSION_MINOR) "." CT_TEXT(TORCH_VERSION_PATCH);
}

const char *ct_library_version(void) {
  static const std::string version = [] {
    const std::string key = "TORCH_VERSION=";
    std::string description;
    if (guarded([&] { description = at::show_config(); }) != CT_OK) return std::string();
    auto start = description.find(key);
    if (start == std::string::npos) return std::string();
    start += key.size();
    return description.substr(start, description.find_first_of(", \n", start) - start);
  }();
  return version.c_str();
}

const char *ct_cpu_capability(void) {
  static const std::string capability = [] {
    std::string name = "unknown";
    guarded([&] { name = at::get_cpu_capability(); });
    return name;
  }();
  return capability.c_str();
}

bool ct_has_avx512_bf16(void) {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5));
#else
  return false;
#endif
}

bool ct_has_amx_bf16(void) {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 22));
#else
  return false;
#endif
}

ct_status ct_set_thread_count(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

ct_status ct_enter_team(int32_t thread_count) {
  return guarded([&] {
    // A thread takes over the number of the whole process at its first operation; after this one it keeps its own.
    at::get_num_threads();
    at::set_num_threads(thread_count);
    at::autocast::set_autocast_cache_enabled(false);
  });
}

int32_t ct_thread_count(void) { return at::get_num_threads(); }

ct_status ct_own_kernel_thread_count(int32_t *out) {
  return guarded([&] { *out = parallel_width(); });
}

void ct_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, INT_MAX);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
  // Another arena could not hold a large tensor, and would give what it holds back.
  mallopt(M_ARENA_MAX, 1);
#endif
}

void ct_return_freed_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

bool ct_load_cuda(void) {
  static const bool loaded = [] {
    // Nothing refers to a symbol of libtorch_cuda, so the linker drops it; it registers its kernels when it is loaded.
    Dl_info info;
    if (!dladdr(reinterpret_cast<const void *>(&at::show_config), &info) || !info.dli_fname) return false;
    std::string folder = info.dli_fname;
    folder.resize(folder.find_last_of('/') + 1);
    return dlopen((folder + "libtorch_cuda.so").c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr;
  }();
  return loaded && ct_cuda_device_count() > 0;
}

int32_t ct_cuda_device_count(void) {
  int32_t count = 0;
  guarded([&] {
    if (at::hasCUDA()) count = static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount());
  });
  return count;
}
