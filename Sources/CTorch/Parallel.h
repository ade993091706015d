#pragma once

#include <c10/util/FunctionRef.h>

#include <cstdint>

namespace ctorch {

// at::parallel_for for functions of this library: parts of the range from `begin` to `end`, at most one for each `grain` begun, on
// the threads of libtorch's own operations. libtorch's is a template that is serial where the compiler does not know OpenMP's pragmas,
// and Swift's clang comes without OpenMP; here the region is begun by a call of the OpenMP library that libtorch has loaded.
void parallel_for(int64_t begin, int64_t end, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body);

// How many threads share the work of `parallel_for` when the calling thread calls it.
int32_t parallel_width();

}  // namespace ctorch
