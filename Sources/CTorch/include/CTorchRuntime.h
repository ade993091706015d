#ifndef CTORCH_RUNTIME_H
#define CTORCH_RUNTIME_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// The version of the headers this was built with, such as "2.13.0".
const char *ct_header_version(void);
// The version of the library that is loaded, read from its own description; "" if it does not tell.
const char *ct_library_version(void);
// The vector instructions that the library uses: "AVX512", "AVX2", "DEFAULT", …
const char *ct_cpu_capability(void);
// Whether the processor multiplies bfloat16 in hardware: AVX512-BF16 (dot products), AMX (tiles).
bool ct_has_avx512_bf16(void);
bool ct_has_amx_bf16(void);
ct_status ct_set_thread_count(int32_t count);
int32_t ct_thread_count(void);
// How many threads share the work of an operation whose kernel is of this library, counted by running one.
ct_status ct_own_kernel_thread_count(int32_t *out);
// Prepares the calling thread for work beside other threads that use the same weights: operations over so many threads, and
// no cache of cast weights, which all threads would share.
ct_status ct_enter_team(int32_t thread_count);

// Asks the C library to keep freed memory for the next step instead of giving it back to the operating system, whose
// page faults otherwise cost a fifth of a training step on a processor. Does nothing where the C library is not glibc.
void ct_keep_freed_memory(void);
// Gives freed memory back all the same. Does nothing where the C library is not glibc.
void ct_return_freed_memory(void);

// Loads libtorch_cuda from beside the loaded libtorch_cpu if it is there; true when CUDA devices can then be used.
bool ct_load_cuda(void);
int32_t ct_cuda_device_count(void);

#ifdef __cplusplus
}
#endif

#endif
