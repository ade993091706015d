#include <string.h>

#include <zlib.h>

#include "CImageCodecs.h"

ptrdiff_t cic_inflate(const uint8_t *bytes, size_t count, uint8_t *target, size_t capacity) {
  if (count > 0x7FFFFFFF || capacity > 0x7FFFFFFF) return -1;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit(&stream) != Z_OK) return -1;
  stream.next_in = (Bytef *)bytes;
  stream.avail_in = (uInt)count;
  stream.next_out = target;
  stream.avail_out = (uInt)capacity;
  int status = inflate(&stream, Z_FINISH);
  ptrdiff_t length = (ptrdiff_t)(capacity - stream.avail_out);
  inflateEnd(&stream);
  return status == Z_STREAM_END ? length : -1;
}
