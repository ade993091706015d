#include "CZlib.h"

int czlib_inflate_init_gzip(z_stream *stream) {
  // 16 asks for a gzip header and its check sum; 15 is the largest window.
  return inflateInit2(stream, 16 + 15);
}
