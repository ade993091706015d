#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>

#include "CAllocations.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(IS_SANITIZED)

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

// No thread-local variable may need memory itself.
static _Thread_local __attribute__((tls_model("initial-exec"))) int is_counting;
static _Thread_local __attribute__((tls_model("initial-exec"))) callocations counts;

static void *counted(void *block, size_t size) {
  if (is_counting && block) {
    counts.count++;
    if (size > counts.largest) counts.largest = size;
    counts.balance_bytes += (ptrdiff_t)malloc_usable_size(block);
  }
  return block;
}

static void uncounted(void *block) {
  if (is_counting && block) counts.balance_bytes -= (ptrdiff_t)malloc_usable_size(block);
}

void *malloc(size_t size) { return counted(__libc_malloc(size), size); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size), count * size); }

void *realloc(void *block, size_t size) {
  size_t before = is_counting && block ? malloc_usable_size(block) : 0;
  void *result = __libc_realloc(block, size);
  if (is_counting && (result || size == 0)) counts.balance_bytes -= (ptrdiff_t)before;
  return counted(result, size);
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size); }

void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *result = __libc_memalign(alignment, size);
  if (!result) return 12;  // ENOMEM
  *block = counted(result, size);
  return 0;
}

void free(void *block) {
  uncounted(block);
  __libc_free(block);
}

int callocations_available(void) { return 1; }

void callocations_begin(void) {
  counts = (callocations){0};
  is_counting = 1;
}

callocations callocations_end(void) {
  is_counting = 0;
  return counts;
}

#else

int callocations_available(void) { return 0; }
void callocations_begin(void) {}
callocations callocations_end(void) { return (callocations){0}; }

#endif
