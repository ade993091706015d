// The system's image libraries behind functions that return a status. libjpeg and libpng report errors with longjmp,
// which must never cross a Swift frame: every jump starts and ends inside one function of this target.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CIC_OK = 0,
  CIC_DAMAGED,        // the file breaks its format's rules
  CIC_TRUNCATED,      // the file ends too early
  CIC_UNSUPPORTED,    // a valid file of a kind that the library cannot decode
  CIC_OUT_OF_MEMORY,
} cic_status;

#define CIC_MESSAGE_SIZE 256

// JPEG ---------------------------------------------------------------------------------------------------------------

typedef struct cic_jpeg cic_jpeg;

typedef struct {
  uint32_t width, height;  // as stored, before orientation
  int components;          // in the file: 1, 3 or 4
  const uint8_t *exif;     // the first Exif segment, after its "Exif\0\0", or NULL; valid until the next open
  size_t exif_count;
  size_t header_count;     // bytes before the first scan's data
} cic_jpeg_info;

// A decompressor to be used for any number of files, or NULL when memory is short. `cic_jpeg_destroy` frees it.
cic_jpeg *cic_jpeg_create(void);
void cic_jpeg_destroy(cic_jpeg *jpeg);
// What the library said about the last failure, in one line.
const char *cic_jpeg_message(const cic_jpeg *jpeg);

// Reads the header. `bytes` must stay where they are until the file is finished.
cic_status cic_jpeg_open(cic_jpeg *jpeg, const uint8_t *bytes, size_t count, cic_jpeg_info *info);

// Prepares the decoding of columns [x, x + width) of the image divided by `shrink` (1, 2, 4 or 8). The library widens
// the range to whole blocks: `actual_x` and `actual_width` tell what each row will hold, `channels` (1, 3 or 4) how.
cic_status cic_jpeg_start(
    cic_jpeg *jpeg, int shrink, uint32_t x, uint32_t width, uint32_t *actual_x, uint32_t *actual_width, int *channels);

// Decodes rows [y, y + height) into `pixels`, without gaps, and ends the work on the file. With `whole` the rows below
// are decoded too, so that a damaged end is noticed. Unless `tolerant`, missing or corrupt data is a failure; a missing
// end mark is none. The message of a CIC_TRUNCATED tells how much is there.
cic_status cic_jpeg_rows(cic_jpeg *jpeg, uint32_t y, uint32_t height, int whole, int tolerant, uint8_t *pixels);

// Encodes 8-bit pixels of 1 or 3 channels at a `quality` of 1 to 100, colour at full resolution; `cic_free` frees the file.
cic_status cic_jpeg_write(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, uint8_t **file, size_t *file_count,
    char message[CIC_MESSAGE_SIZE]);

// PNG ----------------------------------------------------------------------------------------------------------------

typedef struct {
  uint32_t width, height;
  int channels;  // of the decoded pixels: 1 or 3
} cic_png_info;

typedef struct cic_png cic_png;

// Reads a PNG file's header. `*png` is set on success and must be given to `cic_png_finish`.
cic_status cic_png_open(
    const uint8_t *bytes, size_t count, cic_png **png, cic_png_info *info, char message[CIC_MESSAGE_SIZE]);

// Decodes the whole image to 8 bits, alpha dropped, into `height * width * channels` bytes. `tolerant` keeps the rows
// before a damage and leaves the others black.
cic_status cic_png_read(cic_png *png, int tolerant, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]);
void cic_png_finish(cic_png *png);

// Encodes 8-bit grey (1) or RGB (3) pixels. `*file` is freed with `cic_free`.
cic_status cic_png_write(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, uint8_t **file, size_t *file_count,
    char message[CIC_MESSAGE_SIZE]);

// WebP ---------------------------------------------------------------------------------------------------------------

typedef struct {
  uint32_t width, height;
  int is_animated;
} cic_webp_info;

cic_status cic_webp_open(const uint8_t *bytes, size_t count, cic_webp_info *info);
// Decodes the part [x, x + width) × [y, y + height) to RGB, alpha dropped, into rows that are `stride` bytes apart. Takes
// a file or the chunks of one picture in it.
cic_status cic_webp_read(
    const uint8_t *bytes, size_t count, uint32_t x, uint32_t y, uint32_t width, uint32_t height, uint8_t *pixels,
    size_t stride);

// Memory -------------------------------------------------------------------------------------------------------------

void cic_free(void *memory);

#endif
