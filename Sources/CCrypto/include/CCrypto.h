#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stddef.h>

/// A running SHA-256 digest of the system's cryptographic library.
typedef struct ccrypto_sha256 ccrypto_sha256;

/// The number of bytes of a digest.
enum { CCRYPTO_SHA256_BYTES = 32 };

/// A digest of no bytes yet, which `ccrypto_sha256_free` frees; NULL if there is no memory.
ccrypto_sha256 *ccrypto_sha256_new(void);

/// A digest of the same bytes, to go on with by itself; NULL if there is no memory.
ccrypto_sha256 *ccrypto_sha256_copy(const ccrypto_sha256 *hash);

/// Adds bytes. Returns 1, or 0 if the library fails.
int ccrypto_sha256_update(ccrypto_sha256 *hash, const void *bytes, size_t count);

/// Ends the digest and writes its CCRYPTO_SHA256_BYTES bytes. Returns 1, or 0 if the library fails.
int ccrypto_sha256_final(ccrypto_sha256 *hash, unsigned char *digest);

void ccrypto_sha256_free(ccrypto_sha256 *hash);

#endif
