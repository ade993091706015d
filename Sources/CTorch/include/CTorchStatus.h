#ifndef CTORCH_STATUS_H
#define CTORCH_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  CT_OK = 0,
  // The memory of the processor or of the device is exhausted.
  CT_OUT_OF_MEMORY = 1,
  // The arguments do not fit each other: shapes, element types, devices, indices.
  CT_INVALID_ARGUMENT = 2,
  // Anything else that libtorch reports.
  CT_FAILED = 3,
  // Another process is gone, cannot be reached, or takes too long.
  CT_UNAVAILABLE = 4,
} ct_status;

// The message of the last failure on this thread, without a backtrace; never null. Valid until the next failure here.
const char *ct_last_error_message(void);

#ifdef __cplusplus
}
#endif

#endif
