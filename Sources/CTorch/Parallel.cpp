#include "Parallel.h"

#include <ATen/Parallel.h>
#include <c10/util/ParallelGuard.h>
#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <exception>

namespace ctorch {

namespace {

// What GNU's OpenMP library calls its functions, and LLVM's on Linux too.
struct OpenMP {
  void (*parallel)(void (*function)(void *), void *data, unsigned threads, unsigned flags);
  int (*thread_number)();
  int (*thread_count)();

  OpenMP() {
    parallel = reinterpret_cast<decltype(parallel)>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    thread_number = reinterpret_cast<decltype(thread_number)>(dlsym(RTLD_DEFAULT, "omp_get_thread_num"));
    thread_count = reinterpret_cast<decltype(thread_count)>(dlsym(RTLD_DEFAULT, "omp_get_num_threads"));
  }

  bool is_loaded() const { return parallel && thread_number && thread_count; }

  static const OpenMP &shared() {
    static const OpenMP functions;
    return functions;
  }
};

// A range whose parts go to the threads of a team.
struct Range {
  int64_t begin, end, grain;
  c10::function_ref<void(int64_t, int64_t)> body;
  std::atomic_flag has_failed = ATOMIC_FLAG_INIT;
  std::exception_ptr error = nullptr;

  // The part of one of `count` threads.
  void run(int64_t thread, int64_t count) {
    const int64_t size = end - begin, parts = std::min(count, (size + grain - 1) / grain), part = (size + parts - 1) / parts;
    const int64_t start = begin + thread * part;
    if (start >= end) return;
    try {
      const at::internal::ThreadIdGuard number(static_cast<int>(thread));
      const c10::ParallelGuard region(true);
      body(start, std::min(end, start + part));
    } catch (...) {
      if (!has_failed.test_and_set()) error = std::current_exception();
    }
  }
};

}  // namespace

void parallel_for(int64_t begin, int64_t end, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body) {
  if (begin >= end) return;
  Range range{begin, end, std::max<int64_t>(grain, 1), body};
  const bool is_small = end - begin <= range.grain;
  if (is_small || at::in_parallel_region() || at::get_num_threads() == 1 || !OpenMP::shared().is_loaded()) {
    range.run(0, 1);
  } else {
    // As many threads as libtorch asked for on this thread: other numbers would make the library end and start threads.
    OpenMP::shared().parallel(
        [](void *data) {
          const OpenMP &team = OpenMP::shared();
          static_cast<Range *>(data)->run(team.thread_number(), team.thread_count());
        },
        &range, 0, 0);
  }
  if (range.error) std::rethrow_exception(range.error);
}

int32_t parallel_width() {
  std::atomic<int32_t> count = 0;
  parallel_for(0, 1 << 16, 1, [&](int64_t, int64_t) { count++; });
  return count;
}

}  // namespace ctorch
