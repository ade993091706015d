#include "CCrypto.h"

#ifdef __APPLE__

// macOS brings a library of its own, and Homebrew keeps OpenSSL out of the compiler's sight.
#include <CommonCrypto/CommonDigest.h>
#include <stdlib.h>

struct ccrypto_sha256 {
  CC_SHA256_CTX context;
};

ccrypto_sha256 *ccrypto_sha256_new(void) {
  ccrypto_sha256 *hash = malloc(sizeof *hash);
  if (hash) CC_SHA256_Init(&hash->context);
  return hash;
}

ccrypto_sha256 *ccrypto_sha256_copy(const ccrypto_sha256 *hash) {
  ccrypto_sha256 *copy = malloc(sizeof *copy);
  if (copy) *copy = *hash;
  return copy;
}

int ccrypto_sha256_update(ccrypto_sha256 *hash, const void *bytes, size_t count) {
  const char *rest = bytes;
  // CommonCrypto counts in 32 bits.
  const size_t most = (size_t)1 << 30;
  while (count > 0) {
    size_t piece = count < most ? count : most;
    if (!CC_SHA256_Update(&hash->context, rest, (CC_LONG)piece)) return 0;
    rest += piece;
    count -= piece;
  }
  return 1;
}

int ccrypto_sha256_final(ccrypto_sha256 *hash, unsigned char *digest) {
  return CC_SHA256_Final(digest, &hash->context);
}

void ccrypto_sha256_free(ccrypto_sha256 *hash) { free(hash); }

#else

#include <openssl/evp.h>

// The struct is never defined: a digest is OpenSSL's context itself.
static EVP_MD_CTX *context(const ccrypto_sha256 *hash) { return (EVP_MD_CTX *)hash; }

ccrypto_sha256 *ccrypto_sha256_new(void) {
  EVP_MD_CTX *hash = EVP_MD_CTX_new();
  if (hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1) return (ccrypto_sha256 *)hash;
  EVP_MD_CTX_free(hash);
  return NULL;
}

ccrypto_sha256 *ccrypto_sha256_copy(const ccrypto_sha256 *hash) {
  EVP_MD_CTX *copy = EVP_MD_CTX_new();
  if (copy && EVP_MD_CTX_copy_ex(copy, context(hash)) == 1) return (ccrypto_sha256 *)copy;
  EVP_MD_CTX_free(copy);
  return NULL;
}

int ccrypto_sha256_update(ccrypto_sha256 *hash, const void *bytes, size_t count) {
  return EVP_DigestUpdate(context(hash), bytes, count) == 1;
}

int ccrypto_sha256_final(ccrypto_sha256 *hash, unsigned char *digest) {
  return EVP_DigestFinal_ex(context(hash), digest, NULL) == 1;
}

void ccrypto_sha256_free(ccrypto_sha256 *hash) { EVP_MD_CTX_free(context(hash)); }

#endif
