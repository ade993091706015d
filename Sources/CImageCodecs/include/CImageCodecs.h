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
  CIC_TOO_LARGE,      // beyond the limits that the library was given
  CIC_OUT_OF_MEMORY,
} cic_status;

#define CIC_MESSAGE_SIZE 256

// How values of more than 8 bits become 8: those from `low` to `high` are spread over 0…255, the others clipped. While
// values are mapped, `least` and `greatest` follow them. A `high` of 0 takes the highest 8 bits.
typedef struct {
  uint32_t low, high;
  uint32_t least, greatest;
} cic_levels;

// Maps 16-bit values; keeps `least` and `greatest` up to date.
void cic_map(const uint16_t *values, size_t count, cic_levels *levels, uint8_t *target);

// JPEG ---------------------------------------------------------------------------------------------------------------

typedef struct cic_jpeg cic_jpeg;

typedef struct {
  uint32_t width, height;  // as stored, before orientation
  int components;          // in the file: 1, 3 or 4
  const uint8_t *exif;     // the first Exif segment, after its "Exif\0\0", or NULL; valid until the next open
  size_t exif_count;
  const uint8_t *xmp;      // the last segment of XMP, after its name, or NULL; valid as long
  size_t xmp_count;
  size_t header_count;     // bytes before the first scan's data
  int has_multiple_scans;  // the whole picture is then kept at full size while it is decoded
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
  int bits;      // of a value as stored: 16, or 8 for 8 and fewer
} cic_png_info;

typedef struct cic_png cic_png;

// Reads a PNG file's header. `*png` is set on success and must be given to `cic_png_finish`.
cic_status cic_png_open(
    const uint8_t *bytes, size_t count, cic_png **png, cic_png_info *info, char message[CIC_MESSAGE_SIZE]);

// Decodes the whole image to 8 bits, alpha dropped, into `height * width * channels` bytes: 16 bits by `levels`, or to their
// high byte when it is NULL. A file is whole when all its pixels are there, even if what follows them is not. `tolerant`
// keeps the rows before a damage and leaves the others black.
cic_status cic_png_read(
    cic_png *png, int tolerant, cic_levels *levels, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]);
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

// TIFF ---------------------------------------------------------------------------------------------------------------

typedef struct cic_tiff cic_tiff;

typedef struct {
  uint32_t width, height;  // as stored, before orientation
  int channels;            // of the decoded pixels: 1 or 3
  int bits;                // of a value as stored: 1, 2, 4, 8, 12 or 16
} cic_tiff_info;

// Reads the first directory of a TIFF file. No part that is decoded at once may have more than `maximum_block` bytes.
// `*tiff` is set on success and must be given to `cic_tiff_finish`; `bytes` must stay where they are until then.
cic_status cic_tiff_open(
    const uint8_t *bytes, size_t count, uint64_t maximum_block, cic_tiff **tiff, cic_tiff_info *info,
    char message[CIC_MESSAGE_SIZE]);
// Decodes the part [x, x + width) × [y, y + height), and of the file only the strips or tiles that it needs, to 8 bits, alpha
// dropped, rows without gaps. Values of 12 and 16 bits are mapped by `levels`, or to their high bits when it is NULL.
cic_status cic_tiff_read(
    cic_tiff *tiff, uint32_t x, uint32_t y, uint32_t width, uint32_t height, cic_levels *levels, uint8_t *pixels,
    char message[CIC_MESSAGE_SIZE]);
// Whether other pages follow the first; previews and masks do not count. Nothing can be read afterwards.
int cic_tiff_has_more_pages(cic_tiff *tiff);
void cic_tiff_finish(cic_tiff *tiff);

// GIF ----------------------------------------------------------------------------------------------------------------

typedef struct cic_gif cic_gif;

typedef struct {
  uint32_t width, height;  // of the canvas
} cic_gif_info;

// Reads up to the first picture. `*gif` is set on success and must be given to `cic_gif_finish`; `bytes` must stay where they
// are until then.
cic_status cic_gif_open(const uint8_t *bytes, size_t count, cic_gif **gif, cic_gif_info *info, char message[CIC_MESSAGE_SIZE]);
// Decodes the first picture on its canvas to RGB, transparency dropped, into `height * width * 3` bytes.
cic_status cic_gif_read(cic_gif *gif, int tolerant, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]);
// Whether other pictures follow the first, which has been read.
int cic_gif_has_more_pictures(cic_gif *gif);
void cic_gif_finish(cic_gif *gif);

// HEIC and AVIF ------------------------------------------------------------------------------------------------------

typedef struct cic_heif cic_heif;

typedef struct {
  uint32_t width, height;  // upright
  int pictures;            // at the top level, of which the primary one is read
} cic_heif_info;

// Reads the boxes of a file. `*heif` is set on success and must be given to `cic_heif_finish`; `bytes` must stay where they are
// until then. Neither side of a picture in the file may have more than `maximum_side` pixels.
cic_status cic_heif_open(
    const uint8_t *bytes, size_t count, int maximum_side, cic_heif **heif, cic_heif_info *info,
    char message[CIC_MESSAGE_SIZE]);
// Decodes the primary picture, upright, to RGB of 8 bits, alpha dropped, into `height * width * 3` bytes.
cic_status cic_heif_read(cic_heif *heif, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]);
void cic_heif_finish(cic_heif *heif);

// Deflate ------------------------------------------------------------------------------------------------------------

// Unpacks a zlib stream into at most `capacity` bytes and returns how many there are; −1 when the stream is damaged or
// longer.
ptrdiff_t cic_inflate(const uint8_t *bytes, size_t count, uint8_t *target, size_t capacity);

// Memory -------------------------------------------------------------------------------------------------------------

void cic_free(void *memory);

#endif
