#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <zlib.h>

#include "CImageCodecs.h"

struct cic_png {
  png_structp reader;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position;
  int is_truncated;
  int is_complete;     // the end is missing, but nothing of the pixels
  int at_last_row;     // the row that is being read is the last one
  int percent;         // how many of the pixels are there when the end is missing; −1 when it is not
  uint32_t height, width;
  int channels;
  uint16_t *deep;      // 16-bit values: of an interlaced file all, else of a row
  char message[CIC_MESSAGE_SIZE];
};

static void read_bytes(png_structp reader, png_bytep target, size_t count) {
  cic_png *png = png_get_io_ptr(reader);
  size_t rest = png->count - png->position;
  if (count > rest && png->is_complete && rest > 0) {
    // The library reads ahead; what it does not find belongs to no pixel.
    memcpy(target, png->bytes + png->position, rest);
    memset(target + rest, 0, count - rest);
    png->position = png->count;
    return;
  }
  if (count > rest) {
    png->is_truncated = 1;
    png_error(reader, "pixels or chunks are missing");
  }
  memcpy(target, png->bytes + png->position, count);
  png->position += count;
}

static void exit_on_error(png_structp reader, png_const_charp text) {
  cic_png *png = png_get_error_ptr(reader);
  snprintf(png->message, sizeof png->message, "%s", text);
  png_longjmp(reader, 1);
}

static void ignore_warning(png_structp reader, png_const_charp text) { (void)reader, (void)text; }

static cic_status failure(const cic_png *png, char message[CIC_MESSAGE_SIZE]) {
  if (png->is_truncated && png->percent >= 0) {
    snprintf(message, CIC_MESSAGE_SIZE, "%d %% of its rows are there", png->percent);
  } else {
    memcpy(message, png->message, CIC_MESSAGE_SIZE);
  }
  return png->is_truncated ? CIC_TRUNCATED : CIC_DAMAGED;
}

cic_status cic_png_open(
    const uint8_t *bytes, size_t count, cic_png **result, cic_png_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_png *png = calloc(1, sizeof *png);
  if (!png) return CIC_OUT_OF_MEMORY;
  png->bytes = bytes;
  png->count = count;
  png->percent = -1;
  png->reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, png, exit_on_error, ignore_warning);
  if (png->reader) png->info = png_create_info_struct(png->reader);
  if (!png->info) {
    cic_png_finish(png);
    return CIC_OUT_OF_MEMORY;
  }
  if (setjmp(png_jmpbuf(png->reader))) {
    cic_status status = failure(png, message);
    cic_png_finish(png);
    return status;
  }
  png_set_read_fn(png->reader, png, read_bytes);
  // The caller checks the dimensions before it provides memory for them.
  png_set_user_limits(png->reader, 0x7FFFFFFF, 0x7FFFFFFF);
  png_read_info(png->reader, png->info);
  png->width = png_get_image_width(png->reader, png->info);
  png->height = png_get_image_height(png->reader, png->info);
  int colour = png_get_color_type(png->reader, png->info);
  png->channels = (colour & PNG_COLOR_MASK_COLOR) ? 3 : 1;  // a palette counts as colour
  info->width = png->width;
  info->height = png->height;
  info->channels = png->channels;
  info->bits = png_get_bit_depth(png->reader, png->info) == 16 ? 16 : 8;
  *result = png;
  return CIC_OK;
}

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// How many bytes the compressed pixels have when they are unpacked.
static uint64_t unpacked_size(cic_png *png) {
  uint32_t bits = (uint32_t)png_get_channels(png->reader, png->info) * png_get_bit_depth(png->reader, png->info);
  if (png_get_interlace_type(png->reader, png->info) == PNG_INTERLACE_NONE) {
    return (((uint64_t)png->width * bits + 7) / 8 + 1) * png->height;
  }
  uint64_t size = 0;
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
    uint32_t columns = PNG_PASS_COLS(png->width, pass), rows = PNG_PASS_ROWS(png->height, pass);
    if (columns > 0) size += (((uint64_t)columns * bits + 7) / 8 + 1) * rows;
  }
  return size;
}

// Unpacks as much of a chunk as it holds and adds the number of bytes; returns 0 when nothing can follow.
static int unpack(z_stream *stream, const uint8_t *bytes, size_t count, uint64_t expected, uint64_t *unpacked) {
  uint8_t target[16384];
  stream->next_in = (Bytef *)bytes;
  stream->avail_in = (uInt)count;
  do {
    stream->next_out = target;
    stream->avail_out = sizeof target;
    int status = inflate(stream, Z_SYNC_FLUSH);
    *unpacked += sizeof target - stream->avail_out;
    if (status != Z_OK) return status == Z_BUF_ERROR;
  } while (*unpacked < expected && (stream->avail_in > 0 || stream->avail_out == 0));
  return 1;
}

// Finds out, of a file whose end is missing, whether all its pixels are there.
static void look_for_pixels(cic_png *png) {
  size_t offset = 8, first = 0;
  while (png->count - offset >= 12) {
    uint32_t length = number(png->bytes + offset);
    if (memcmp(png->bytes + offset + 4, "IEND", 4) == 0) return;
    if (first == 0 && memcmp(png->bytes + offset + 4, "IDAT", 4) == 0) first = offset;
    if (length > png->count - offset - 12) break;
    offset += 12 + (size_t)length;
  }
  if (first == 0) first = offset;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit(&stream) != Z_OK) return;
  uint64_t unpacked = 0, expected = unpacked_size(png);
  for (offset = first; png->count - offset >= 8 && memcmp(png->bytes + offset + 4, "IDAT", 4) == 0;) {
    size_t length = number(png->bytes + offset), rest = png->count - offset - 8;
    const uint8_t *data = png->bytes + offset + 8;
    // Of a chunk that is whole the sum tells whether it is sound.
    if (length + 4 <= rest && crc32(crc32(0, data - 4, 4), data, (uInt)length) != number(data + length)) break;
    if (!unpack(&stream, data, length < rest ? length : rest, expected, &unpacked) || length + 4 > rest) break;
    offset += 12 + length;
  }
  inflateEnd(&stream);
  png->is_complete = unpacked >= expected;
  png->percent = png->is_complete ? 100 : (int)(100 * unpacked / expected);
}

static void map_row(cic_png *png, const uint16_t *row, cic_levels *levels, uint8_t *target) {
  cic_map(row, (size_t)png->width * (size_t)png->channels, levels, target);
}

cic_status cic_png_read(
    cic_png *png, int tolerant, cic_levels *levels, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]) {
  size_t values = (size_t)png->width * (size_t)png->channels;
  int is_interlaced = png_get_interlace_type(png->reader, png->info) != PNG_INTERLACE_NONE;
  if (png_get_bit_depth(png->reader, png->info) < 16) levels = NULL;
  look_for_pixels(png);
#ifdef PNG_IGNORE_ADLER32
  // The sum of the pixels is missing, too.
  if (png->is_complete) png_set_option(png->reader, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
  if (levels) {
    png->deep = calloc(is_interlaced ? png->height : 1, values * sizeof(uint16_t));
    if (!png->deep) return CIC_OUT_OF_MEMORY;
  }
  if (setjmp(png_jmpbuf(png->reader))) {
    int is_whole = png->is_complete && png->at_last_row;
    if (!is_whole && !tolerant) return failure(png, message);
    if (levels && is_interlaced) {
      for (uint32_t y = 0; y < png->height; y++) map_row(png, png->deep + y * values, levels, pixels + y * values);
    } else if (levels && is_whole) {
      map_row(png, png->deep, levels, pixels + (png->height - 1) * values);
    }
    return CIC_OK;
  }
  // Without levels the high byte of 16 bits; grey of 1, 2 or 4 bits spread to 0…255; palettes looked up; alpha dropped as
  // Pillow does.
  if (levels) {
    const uint16_t one = 1;
    if (*(const uint8_t *)&one) png_set_swap(png->reader);
  } else {
    png_set_strip_16(png->reader);
  }
  png_set_expand(png->reader);
  png_set_strip_alpha(png->reader);
  int passes = png_set_interlace_handling(png->reader);
  png_read_update_info(png->reader, png->info);
  if (png_get_rowbytes(png->reader, png->info) != values * (levels ? sizeof(uint16_t) : 1)) {
    png_error(png->reader, "rows of an unexpected length");
  }
  if (tolerant) memset(pixels, 0, values * png->height);
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < png->height; y++) {
      png->at_last_row = pass == passes - 1 && y == png->height - 1;
      if (!levels) {
        png_read_row(png->reader, pixels + y * values, NULL);
      } else if (is_interlaced) {
        png_read_row(png->reader, (png_bytep)(png->deep + y * values), NULL);
      } else {
        png_read_row(png->reader, (png_bytep)png->deep, NULL);
        map_row(png, png->deep, levels, pixels + y * values);
      }
    }
  }
  if (levels && is_interlaced) {
    for (uint32_t y = 0; y < png->height; y++) map_row(png, png->deep + y * values, levels, pixels + y * values);
  }
  png_read_end(png->reader, png->info);
  return CIC_OK;
}

void cic_png_finish(cic_png *png) {
  if (!png) return;
  png_destroy_read_struct(&png->reader, png->info ? &png->info : NULL, NULL);
  free(png->deep);
  free(png);
}

cic_status cic_png_write(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, uint8_t **file, size_t *file_count,
    char message[CIC_MESSAGE_SIZE]) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  uint8_t *memory = malloc(size);
  if (!memory) return CIC_OUT_OF_MEMORY;
  if (!png_image_write_to_memory(&image, memory, &size, 0, pixels, 0, NULL)) {
    snprintf(message, CIC_MESSAGE_SIZE, "%s", image.message);
    free(memory);
    return CIC_DAMAGED;
  }
  *file = memory;
  *file_count = size;
  return CIC_OK;
}

void cic_free(void *memory) { free(memory); }
