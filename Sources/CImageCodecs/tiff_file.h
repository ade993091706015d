// What the files about TIFF share.
#ifndef TIFF_FILE_H
#define TIFF_FILE_H

#include <tiffio.h>

#include "CImageCodecs.h"

// How the samples of a pixel become colour.
typedef enum { GREY, INVERTED_GREY, PALETTE, RGB, CMYK, LIBRARY } colour_kind;

struct cic_tiff {
  TIFF *file;
  const uint8_t *bytes;
  uint64_t count, position;
  uint64_t maximum_block;
  uint32_t width, height;
  uint32_t block_width, block_height;  // of a tile, or of a strip
  uint32_t strips_per_plane;
  int is_tiled, is_separate;
  uint16_t bits, samples;
  int is_associated;                   // colours are multiplied by the alpha that follows them
  colour_kind kind;
  uint16_t *red, *green, *blue;        // the palette; the library's memory
  uint8_t *block[4];                   // a decoded strip or tile, of each plane
  char message[CIC_MESSAGE_SIZE];
};

// Converts columns [first, first + width) of a decoded row; of separate planes `rows` has one of each.
void cic_tiff_convert(
    const cic_tiff *tiff, uint8_t *const rows[4], uint32_t first, uint32_t width, cic_levels *levels, uint8_t *target);

#endif
