#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

/// Prepares `stream` for gzip data; `inflateInit2` itself is a macro that Swift cannot import.
/// Returns Z_OK, Z_MEM_ERROR or Z_VERSION_ERROR; after Z_OK the caller ends the stream with `inflateEnd`.
int czlib_inflate_init_gzip(z_stream *stream);

#endif
