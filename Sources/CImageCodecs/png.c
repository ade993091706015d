#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "CImageCodecs.h"

struct cic_png {
  png_structp reader;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position;
  int is_truncated;
  uint32_t height, width;
  int channels;
  char message[CIC_MESSAGE_SIZE];
};

static void read_bytes(png_structp reader, png_bytep target, size_t count) {
  cic_png *png = png_get_io_ptr(reader);
  if (count > png->count - png->position) {
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
  memcpy(message, png->message, CIC_MESSAGE_SIZE);
  return png->is_truncated ? CIC_TRUNCATED : CIC_DAMAGED;
}

cic_status cic_png_open(
    const uint8_t *bytes, size_t count, cic_png **result, cic_png_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_png *png = calloc(1, sizeof *png);
  if (!png) return CIC_OUT_OF_MEMORY;
  png->bytes = bytes;
  png->count = count;
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
  *result = png;
  return CIC_OK;
}

cic_status cic_png_read(cic_png *png, int tolerant, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]) {
  size_t stride = (size_t)png->width * (size_t)png->channels;
  if (setjmp(png_jmpbuf(png->reader))) {
    if (tolerant) return CIC_OK;
    return failure(png, message);
  }
  // High byte of 16 bits; grey of 1, 2 or 4 bits spread to 0…255; palettes looked up; alpha dropped as Pillow does.
  png_set_strip_16(png->reader);
  png_set_expand(png->reader);
  png_set_strip_alpha(png->reader);
  int passes = png_set_interlace_handling(png->reader);
  png_read_update_info(png->reader, png->info);
  if (png_get_rowbytes(png->reader, png->info) != stride) png_error(png->reader, "rows of an unexpected length");
  if (tolerant) memset(pixels, 0, stride * png->height);
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < png->height; y++) png_read_row(png->reader, pixels + y * stride, NULL);
  }
  png_read_end(png->reader, png->info);
  return CIC_OK;
}

void cic_png_finish(cic_png *png) {
  if (!png) return;
  png_destroy_read_struct(&png->reader, png->info ? &png->info : NULL, NULL);
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
