#ifndef CTORCH_GROUP_H
#define CTORCH_GROUP_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Processes that compute together, by c10d: a store through which they find each other, and groups that exchange tensors.
//
// Every member of a group calls the same functions in the same order with tensors that fit. What fails because another process
// is gone, or took longer than the time-out, is CT_UNAVAILABLE.

typedef struct {
  void *impl;
} ct_store;
typedef struct {
  void *impl;
} ct_group;
typedef struct {
  void *impl;
} ct_work;

// Opens the store at host:port, which the server holds for all; port 0 takes any. Waits for the server. A host that is this
// machine's own loopback is listened on there alone.
ct_status ct_store_open(const char *host, uint16_t port, bool is_server, int64_t timeout_milliseconds, ct_store *out);
void ct_store_free(ct_store store);
uint16_t ct_store_port(ct_store store);
ct_status ct_store_set(ct_store store, const char *key, const char *value);
// Whether there is a value.
ct_status ct_store_has(ct_store store, const char *key, bool *out);
// Writes the value's first `capacity` - 1 bytes and a zero, waiting for it.
ct_status ct_store_get(ct_store store, const char *key, char *out, int64_t capacity);
// Adds to a number, 0 before the first time, and writes the sum.
ct_status ct_store_add(ct_store store, const char *key, int64_t value, int64_t *out);

// Opens the group `name`, connecting to all its members. `host` is the own address, NULL for that of GLOO_SOCKET_IFNAME or, without
// it, of the machine's name.
ct_status ct_group_open(ct_store store, const char *name, const char *host, int32_t rank, int32_t size,
                        int64_t timeout_milliseconds, ct_group *out);
void ct_group_free(ct_group group);
// How many operations there were, the bytes that this process sent for them, and how long it waited for their end.
void ct_group_traffic(ct_group group, int64_t *messages, int64_t *bytes, int64_t *nanoseconds);
// The sum over the members, in place.
ct_status ct_group_sum_(ct_group group, ct_tensor tensor);
// The same of several tensors of one element type, begun; they must not be touched before it is waited for.
ct_status ct_group_begin_sum_(ct_group group, ct_tensor tensor, ct_work *out);
// Waits, and frees the work also where it failed.
ct_status ct_work_wait(ct_work work);
void ct_work_free(ct_work work);
// The sum over the members, recorded: the gradient with respect to it is summed likewise.
ct_status ct_group_sum(ct_group group, ct_tensor tensor, ct_tensor *out);
// The members' tensors one after another along the first dimension, in which member i's has counts[i] slices.
ct_status ct_group_gather(ct_group group, ct_tensor tensor, ct_ints counts, ct_tensor *out);
// Replaces the tensor by that of member `root`.
ct_status ct_group_broadcast_(ct_group group, ct_tensor tensor, int32_t root);

#ifdef __cplusplus
}
#endif

#endif
