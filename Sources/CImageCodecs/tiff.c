#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "tiff_file.h"

// The library's view of the bytes ------------------------------------------------------------------------------------

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t size) {
  cic_tiff *tiff = handle;
  if (size <= 0 || tiff->position >= tiff->count) return 0;
  uint64_t rest = tiff->count - tiff->position, length = (uint64_t)size < rest ? (uint64_t)size : rest;
  memcpy(target, tiff->bytes + tiff->position, (size_t)length);
  tiff->position += length;
  return (tmsize_t)length;
}

static tmsize_t write_nothing(thandle_t handle, void *source, tmsize_t size) {
  (void)handle, (void)source, (void)size;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  cic_tiff *tiff = handle;
  if (whence == SEEK_CUR) offset += tiff->position;
  if (whence == SEEK_END) offset += tiff->count;
  return tiff->position = offset;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size(thandle_t handle) { return ((cic_tiff *)handle)->count; }

static int keep_message(TIFF *file, void *data, const char *module, const char *format, va_list arguments) {
  cic_tiff *tiff = data;
  (void)file, (void)module;
  if (tiff->message[0] == 0) vsnprintf(tiff->message, sizeof tiff->message, format, arguments);
  return 1;
}

static int ignore_message(TIFF *file, void *data, const char *module, const char *format, va_list arguments) {
  (void)file, (void)data, (void)module, (void)format, (void)arguments;
  return 1;
}

static TIFF *opened(cic_tiff *tiff) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_message, tiff);
  TIFFOpenOptionsSetWarningHandlerExtR(options, ignore_message, NULL);
  // Of everything that the library keeps, a decoded strip or tile is the largest.
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)tiff->maximum_block + (1 << 20));
  TIFF *file = TIFFClientOpenExt(
      "image", "rm", tiff, read_bytes, write_nothing, seek, close_nothing, size, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return file;
}

// The header ---------------------------------------------------------------------------------------------------------

static cic_status unsupported(cic_tiff *tiff, const char *format, unsigned number) {
  snprintf(tiff->message, sizeof tiff->message, format, number);
  return CIC_UNSUPPORTED;
}

static cic_status read_kind(cic_tiff *tiff) {
  TIFF *file = tiff->file;
  uint16_t photometric = 0, compression = COMPRESSION_NONE, format = SAMPLEFORMAT_UINT, planar = PLANARCONFIG_CONTIG;
  uint16_t extra_count = 0, *extra = NULL;
  TIFFGetFieldDefaulted(file, TIFFTAG_BITSPERSAMPLE, &tiff->bits);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLESPERPIXEL, &tiff->samples);
  TIFFGetFieldDefaulted(file, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(file, TIFFTAG_PLANARCONFIG, &planar);
  TIFFGetFieldDefaulted(file, TIFFTAG_EXTRASAMPLES, &extra_count, &extra);
  // As Pillow has it, a file that does not say is white at 0.
  TIFFGetField(file, TIFFTAG_PHOTOMETRIC, &photometric);
  if (compression == COMPRESSION_OJPEG) return unsupported(tiff, "old JPEG inside, compression %u", compression);
  if (!TIFFIsCODECConfigured(compression)) return unsupported(tiff, "compression %u", compression);
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID) {
    return unsupported(
        tiff, format == SAMPLEFORMAT_IEEEFP ? "floating-point values of %u bits" : "signed or complex values of %u bits",
        tiff->bits);
  }
  int is_deep = tiff->bits == 12 || tiff->bits == 16;
  if (tiff->bits != 1 && tiff->bits != 2 && tiff->bits != 4 && tiff->bits != 8 && !is_deep) {
    return unsupported(tiff, "values of %u bits", tiff->bits);
  }
  unsigned colours = 1;
  int is_colour_depth = tiff->bits == 8 || tiff->bits == 16;
  switch (photometric) {
    case PHOTOMETRIC_MINISBLACK: tiff->kind = GREY; break;
    case PHOTOMETRIC_MINISWHITE: tiff->kind = INVERTED_GREY; break;
    case PHOTOMETRIC_PALETTE:
      tiff->kind = PALETTE;
      if (tiff->bits > 8) return unsupported(tiff, "a palette of %u bits", tiff->bits);
      if (!TIFFGetField(file, TIFFTAG_COLORMAP, &tiff->red, &tiff->green, &tiff->blue)) {
        snprintf(tiff->message, sizeof tiff->message, "it has no palette");
        return CIC_DAMAGED;
      }
      break;
    case PHOTOMETRIC_RGB:
      tiff->kind = RGB;
      colours = 3;
      break;
    case PHOTOMETRIC_SEPARATED:
      tiff->kind = CMYK;
      colours = 4;
      break;
    case PHOTOMETRIC_YCBCR:
      colours = tiff->samples == 1 ? 1 : 3;
      if (colours == 1) {
        tiff->kind = GREY;
      } else if (compression == COMPRESSION_JPEG && planar == PLANARCONFIG_CONTIG) {
        TIFFSetField(file, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        tiff->kind = RGB;
      } else {
        tiff->kind = LIBRARY;
      }
      break;
    default: return unsupported(tiff, "colours of kind %u", photometric);
  }
  if (colours > 1 && !is_colour_depth) return unsupported(tiff, "colours of %u bits", tiff->bits);
  if (tiff->samples < colours || tiff->samples > colours + 3) return unsupported(tiff, "%u values a pixel", tiff->samples);
  // More grey values than one with its alpha are the channels of some instrument, not a picture.
  if (colours == 1 && tiff->samples > 2) return unsupported(tiff, "%u grey values a pixel", tiff->samples);
  tiff->is_separate = planar == PLANARCONFIG_SEPARATE && tiff->samples > 1;
  tiff->is_associated = (tiff->kind == RGB || tiff->kind == GREY) && extra_count > 0 && tiff->samples > colours &&
      extra[0] == EXTRASAMPLE_ASSOCALPHA;
  return CIC_OK;
}

// Every strip or tile has to lie in the file, whichever of them is wanted.
static cic_status check_extent(cic_tiff *tiff) {
  uint32_t count = tiff->is_tiled ? TIFFNumberOfTiles(tiff->file) : TIFFNumberOfStrips(tiff->file), whole = 0;
  for (uint32_t i = 0; i < count; i++) {
    int failed = 0;
    uint64_t offset = TIFFGetStrileOffsetWithErr(tiff->file, i, &failed);
    uint64_t length = failed ? 0 : TIFFGetStrileByteCountWithErr(tiff->file, i, &failed);
    if (failed) return CIC_DAMAGED;
    // A strip or tile that is nowhere, or has no bytes, is missing.
    whole += offset > 0 && length > 0 && offset <= tiff->count && length <= tiff->count - offset;
  }
  if (whole == count) return CIC_OK;
  snprintf(tiff->message, sizeof tiff->message, "%d %% of its rows are there", (int)(100.0 * whole / count));
  return CIC_TRUNCATED;
}

static cic_status read_layout(cic_tiff *tiff) {
  TIFF *file = tiff->file;
  if (!TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &tiff->width) || !TIFFGetField(file, TIFFTAG_IMAGELENGTH, &tiff->height)) {
    snprintf(tiff->message, sizeof tiff->message, "it does not say its size");
    return CIC_DAMAGED;
  }
  tiff->is_tiled = TIFFIsTiled(file) != 0;
  if (tiff->is_tiled) {
    TIFFGetField(file, TIFFTAG_TILEWIDTH, &tiff->block_width);
    TIFFGetField(file, TIFFTAG_TILELENGTH, &tiff->block_height);
  } else {
    tiff->block_width = tiff->width;
    TIFFGetFieldDefaulted(file, TIFFTAG_ROWSPERSTRIP, &tiff->block_height);
    if (tiff->block_height > tiff->height) tiff->block_height = tiff->height;
  }
  if (tiff->width == 0 || tiff->height == 0) return CIC_OK;  // for the caller to judge
  if (tiff->block_width == 0 || tiff->block_height == 0) {
    snprintf(tiff->message, sizeof tiff->message, "it has strips or tiles of no size");
    return CIC_DAMAGED;
  }
  tiff->strips_per_plane = (uint32_t)(((uint64_t)tiff->height + tiff->block_height - 1) / tiff->block_height);
  return CIC_OK;
}

static cic_status finish_failed(cic_tiff *tiff, cic_status status, char message[CIC_MESSAGE_SIZE]) {
  memcpy(message, tiff->message, CIC_MESSAGE_SIZE);
  cic_tiff_finish(tiff);
  return status;
}

cic_status cic_tiff_open(
    const uint8_t *bytes, size_t count, uint64_t maximum_block, cic_tiff **result, cic_tiff_info *info,
    char message[CIC_MESSAGE_SIZE]) {
  cic_tiff *tiff = calloc(1, sizeof *tiff);
  if (!tiff) return CIC_OUT_OF_MEMORY;
  tiff->bytes = bytes;
  tiff->count = count;
  tiff->maximum_block = maximum_block;
  tiff->file = opened(tiff);
  if (!tiff->file) return finish_failed(tiff, CIC_DAMAGED, message);
  cic_status status = read_layout(tiff);
  if (status == CIC_OK) status = read_kind(tiff);
  if (status != CIC_OK) return finish_failed(tiff, status, message);
  info->width = tiff->width;
  info->height = tiff->height;
  info->channels = tiff->kind == GREY || tiff->kind == INVERTED_GREY ? 1 : 3;
  info->bits = tiff->bits;
  *result = tiff;
  return CIC_OK;
}

void cic_tiff_finish(cic_tiff *tiff) {
  if (!tiff) return;
  if (tiff->file) TIFFClose(tiff->file);
  for (int plane = 0; plane < 4; plane++) free(tiff->block[plane]);
  free(tiff);
}

int cic_tiff_has_more_pages(cic_tiff *tiff) {
  for (int page = 0; page < 100 && TIFFReadDirectory(tiff->file); page++) {
    uint32_t kind = 0;
    TIFFGetFieldDefaulted(tiff->file, TIFFTAG_SUBFILETYPE, &kind);
    if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) return 1;
  }
  return 0;
}

// Pixels -------------------------------------------------------------------------------------------------------------

// The parts of a strip or tile that lie in the wanted region.
typedef struct {
  uint32_t x, y, width, height;  // of the block
  uint32_t left, top, right, bottom;
} overlap;

static void copy_block(
    const cic_tiff *tiff, size_t row_size, const overlap *part, uint32_t x, uint32_t y, uint32_t width, cic_levels *levels,
    uint8_t *pixels) {
  size_t channels = tiff->kind == GREY || tiff->kind == INVERTED_GREY ? 1 : 3;
  for (uint32_t row = part->top; row < part->bottom; row++) {
    uint8_t *target = pixels + ((size_t)(row - y) * width + (part->left - x)) * channels;
    if (tiff->kind == LIBRARY) {
      // The library's rows stand upside down: the last of the block is the first.
      const uint32_t *source =
          (const uint32_t *)tiff->block[0] + (size_t)(part->height - 1 - (row - part->y)) * part->width + (part->left - part->x);
      for (uint32_t i = 0; i < part->right - part->left; i++, target += 3) {
        target[0] = (uint8_t)TIFFGetR(source[i]);
        target[1] = (uint8_t)TIFFGetG(source[i]);
        target[2] = (uint8_t)TIFFGetB(source[i]);
      }
    } else {
      uint8_t *rows[4];
      for (int plane = 0; plane < 4; plane++) {
        rows[plane] = tiff->block[plane] ? tiff->block[plane] + (size_t)(row - part->y) * row_size : NULL;
      }
      cic_tiff_convert(tiff, rows, part->left - part->x, part->right - part->left, levels, target);
    }
  }
}

// Decodes a strip or tile; returns 0 when it cannot be decoded whole.
static int read_block(cic_tiff *tiff, const overlap *part, size_t block_size) {
  if (tiff->kind == LIBRARY) {
    uint32_t *raster = (uint32_t *)tiff->block[0];
    return tiff->is_tiled ? TIFFReadRGBATileExt(tiff->file, part->x, part->y, raster, 1)
                          : TIFFReadRGBAStripExt(tiff->file, part->y, raster, 1);
  }
  int planes = tiff->is_separate ? (tiff->samples < 4 ? tiff->samples : 4) : 1;
  for (int plane = 0; plane < planes; plane++) {
    tmsize_t read, wanted = (tmsize_t)block_size;
    if (tiff->is_tiled) {
      uint32_t tile = TIFFComputeTile(tiff->file, part->x, part->y, 0, (uint16_t)plane);
      read = TIFFReadEncodedTile(tiff->file, tile, tiff->block[plane], wanted);
    } else {
      uint32_t strip = part->y / tiff->block_height + (uint32_t)plane * tiff->strips_per_plane;
      // The last strip may be shorter.
      wanted = TIFFVStripSize(tiff->file, part->height);
      read = wanted > (tmsize_t)block_size ? -1 : TIFFReadEncodedStrip(tiff->file, strip, tiff->block[plane], wanted);
    }
    if (read != wanted) return 0;
  }
  return 1;
}

cic_status cic_tiff_read(
    cic_tiff *tiff, uint32_t x, uint32_t y, uint32_t width, uint32_t height, cic_levels *levels, uint8_t *pixels,
    char message[CIC_MESSAGE_SIZE]) {
  tiff->message[0] = 0;
  cic_status status = check_extent(tiff);
  if (status != CIC_OK) {
    memcpy(message, tiff->message, CIC_MESSAGE_SIZE);
    return status;
  }
  tmsize_t stored = tiff->is_tiled ? TIFFTileSize(tiff->file) : TIFFStripSize(tiff->file);
  tmsize_t row_size = tiff->is_tiled ? TIFFTileRowSize(tiff->file) : TIFFScanlineSize(tiff->file);
  uint64_t block_size = stored > 0 ? (uint64_t)stored : 0;
  if (tiff->kind == LIBRARY) block_size = (uint64_t)tiff->block_width * tiff->block_height * sizeof(uint32_t);
  // What the rows of a block are taken to be has to fit into it.
  uint64_t values = (uint64_t)tiff->block_width * (tiff->is_separate ? 1 : tiff->samples);
  int is_sound = row_size > 0 && (tiff->kind == LIBRARY || (uint64_t)row_size * 8 >= values * tiff->bits) &&
      (tiff->kind == LIBRARY || (uint64_t)row_size * tiff->block_height <= block_size);
  if (block_size == 0 || !is_sound) {
    snprintf(message, CIC_MESSAGE_SIZE, "%s", tiff->message[0] ? tiff->message : "its strips or tiles have no sound size");
    return CIC_DAMAGED;
  }
  if (block_size > tiff->maximum_block) {
    snprintf(message, CIC_MESSAGE_SIZE, "strips or tiles of %llu bytes", (unsigned long long)block_size);
    return CIC_UNSUPPORTED;
  }
  for (int plane = 0; plane < (tiff->is_separate && tiff->kind != LIBRARY ? 4 : 1); plane++) {
    if (plane >= tiff->samples) break;
    if (!tiff->block[plane]) tiff->block[plane] = calloc(1, (size_t)block_size);
    if (!tiff->block[plane]) return CIC_OUT_OF_MEMORY;
  }
  for (uint64_t top = y / tiff->block_height * tiff->block_height; top < (uint64_t)y + height; top += tiff->block_height) {
    for (uint64_t left = x / tiff->block_width * tiff->block_width; left < (uint64_t)x + width; left += tiff->block_width) {
      overlap part = {.x = (uint32_t)left, .y = (uint32_t)top, .width = tiff->block_width, .height = tiff->block_height};
      if (!tiff->is_tiled && part.height > tiff->height - part.y) part.height = tiff->height - part.y;
      uint64_t right = left + part.width, bottom = top + part.height;
      part.left = part.x > x ? part.x : x;
      part.top = part.y > y ? part.y : y;
      part.right = (uint32_t)(right < (uint64_t)x + width ? right : (uint64_t)x + width);
      part.bottom = (uint32_t)(bottom < (uint64_t)y + height ? bottom : (uint64_t)y + height);
      if (!read_block(tiff, &part, (size_t)block_size)) {
        memcpy(message, tiff->message, CIC_MESSAGE_SIZE);
        return CIC_DAMAGED;
      }
      copy_block(tiff, (size_t)row_size, &part, x, y, width, levels, pixels);
    }
  }
  return CIC_OK;
}
