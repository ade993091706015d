#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "CImageCodecs.h"

struct cic_gif {
  GifFileType *file;
  const uint8_t *bytes;
  size_t count, position;
  int is_truncated, has_ended;
  int transparent;  // the index that is transparent in the first picture; −1 for none
  uint32_t width, height;
};

static int read_bytes(GifFileType *file, GifByteType *target, int size) {
  cic_gif *gif = file->UserData;
  size_t rest = gif->count - gif->position, wanted = size > 0 ? (size_t)size : 0;
  if (wanted > rest) gif->is_truncated = 1;
  if (rest == 0 && wanted == 1 && !gif->has_ended) {
    // One block of no length: pixels that are all there need no more, and others are missed.
    gif->has_ended = 1;
    target[0] = 0;
    return 1;
  }
  size_t length = wanted < rest ? wanted : rest;
  memcpy(target, gif->bytes + gif->position, length);
  gif->position += length;
  return (int)length;
}

static cic_status failure(cic_gif *gif, int code, char message[CIC_MESSAGE_SIZE]) {
  const char *text = GifErrorString(code);
  if (code == D_GIF_ERR_NOT_ENOUGH_MEM) return CIC_OUT_OF_MEMORY;
  if (gif->is_truncated) return CIC_TRUNCATED;
  snprintf(message, CIC_MESSAGE_SIZE, "%s", text ? text : "it cannot be decoded");
  return CIC_DAMAGED;
}

// Reads records up to the next picture; returns 1 at a picture, 0 at the end, −1 after an error.
static int next_picture(cic_gif *gif) {
  GifRecordType type;
  do {
    if (DGifGetRecordType(gif->file, &type) == GIF_ERROR) return -1;
    if (type == IMAGE_DESC_RECORD_TYPE) return 1;
    if (type != EXTENSION_RECORD_TYPE) continue;
    int code;
    GifByteType *block;
    if (DGifGetExtension(gif->file, &code, &block) == GIF_ERROR) return -1;
    // Flags, two bytes of delay, the transparent index.
    if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4) gif->transparent = block[1] & 1 ? block[4] : gif->transparent;
    while (block) {
      if (DGifGetExtensionNext(gif->file, &block) == GIF_ERROR) return -1;
    }
  } while (type != TERMINATE_RECORD_TYPE);
  return 0;
}

cic_status cic_gif_open(
    const uint8_t *bytes, size_t count, cic_gif **result, cic_gif_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_gif *gif = calloc(1, sizeof *gif);
  if (!gif) return CIC_OUT_OF_MEMORY;
  gif->bytes = bytes;
  gif->count = count;
  gif->transparent = -1;
  int code = 0, found = -1;
  gif->file = DGifOpen(gif, read_bytes, &code);
  if (gif->file) {
    found = next_picture(gif);
    if (found == 1 && DGifGetImageDesc(gif->file) == GIF_ERROR) found = -1;
    code = gif->file->Error;
  }
  if (found != 1) {
    cic_status status = failure(gif, code, message);
    if (found == 0) snprintf(message, CIC_MESSAGE_SIZE, "it holds no picture");
    cic_gif_finish(gif);
    return found == 0 ? CIC_DAMAGED : status;
  }
  // A picture may reach beyond the canvas, which then grows.
  const GifImageDesc *picture = &gif->file->Image;
  uint32_t right = (uint32_t)picture->Left + (uint32_t)picture->Width;
  uint32_t bottom = (uint32_t)picture->Top + (uint32_t)picture->Height;
  gif->width = right > (uint32_t)gif->file->SWidth ? right : (uint32_t)gif->file->SWidth;
  gif->height = bottom > (uint32_t)gif->file->SHeight ? bottom : (uint32_t)gif->file->SHeight;
  if (picture->Width <= 0 || picture->Height <= 0) gif->width = 0;
  info->width = gif->width;
  info->height = gif->height;
  *result = gif;
  return CIC_OK;
}

static void look_up(const ColorMapObject *map, int index, uint8_t *target) {
  if (map && index < map->ColorCount) {
    target[0] = map->Colors[index].Red;
    target[1] = map->Colors[index].Green;
    target[2] = map->Colors[index].Blue;
  } else {
    // Without a palette, and beyond its end, indices are shades of grey.
    target[0] = target[1] = target[2] = (uint8_t)index;
  }
}

cic_status cic_gif_read(cic_gif *gif, int tolerant, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]) {
  const GifImageDesc *picture = &gif->file->Image;
  const ColorMapObject *map = picture->ColorMap ? picture->ColorMap : gif->file->SColorMap;
  size_t width = gif->width, columns = (size_t)picture->Width, rows = (size_t)picture->Height;
  uint8_t background[3];
  look_up(map, gif->transparent > 0 ? gif->transparent : 0, background);
  for (size_t i = 0; i < width * gif->height; i++) memcpy(pixels + 3 * i, background, 3);
  uint8_t *line = malloc(columns);
  if (!line) return CIC_OUT_OF_MEMORY;
  static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  size_t done = 0;
  for (int pass = 0; pass < (picture->Interlace ? 4 : 1); pass++) {
    size_t start = picture->Interlace ? (size_t)starts[pass] : 0, step = picture->Interlace ? (size_t)steps[pass] : 1;
    for (size_t y = start; y < rows; y += step, done++) {
      if (DGifGetLine(gif->file, line, (int)columns) == GIF_ERROR) {
        free(line);
        if (tolerant) return CIC_OK;
        cic_status status = failure(gif, gif->file->Error, message);
        if (status == CIC_TRUNCATED) {
          snprintf(message, CIC_MESSAGE_SIZE, "%d %% of its rows are there", (int)(100 * done / rows));
        }
        return status;
      }
      uint8_t *target = pixels + ((y + (size_t)picture->Top) * width + (size_t)picture->Left) * 3;
      for (size_t x = 0; x < columns; x++) look_up(map, line[x], target + 3 * x);
    }
  }
  free(line);
  return CIC_OK;
}

int cic_gif_has_more_pictures(cic_gif *gif) { return next_picture(gif) == 1; }

void cic_gif_finish(cic_gif *gif) {
  if (!gif) return;
  int code;
  if (gif->file) DGifCloseFile(gif->file, &code);
  free(gif);
}
