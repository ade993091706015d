#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#include "CImageCodecs.h"

struct cic_heif {
  struct heif_context *context;
  struct heif_image_handle *handle;
  uint32_t width, height;
};

static cic_status translated(struct heif_error error, char message[CIC_MESSAGE_SIZE]) {
  snprintf(message, CIC_MESSAGE_SIZE, "%s", error.message ? error.message : "");
  if (error.subcode == heif_suberror_End_of_data) {
    message[0] = 0;
    return CIC_TRUNCATED;
  }
  if (error.subcode == heif_suberror_Security_limit_exceeded) return CIC_TOO_LARGE;
  switch (error.code) {
    case heif_error_Memory_allocation_error: return CIC_OUT_OF_MEMORY;
    case heif_error_Unsupported_filetype: case heif_error_Unsupported_feature: case heif_error_Plugin_loading_error:
      return CIC_UNSUPPORTED;
    default: return CIC_DAMAGED;
  }
}

cic_status cic_heif_open(
    const uint8_t *bytes, size_t count, int maximum_side, cic_heif **result, cic_heif_info *info,
    char message[CIC_MESSAGE_SIZE]) {
  cic_heif *heif = calloc(1, sizeof *heif);
  if (!heif) return CIC_OUT_OF_MEMORY;
  heif->context = heif_context_alloc();
  if (!heif->context) {
    cic_heif_finish(heif);
    return CIC_OUT_OF_MEMORY;
  }
  // The threads that load images are the parallel ones.
  heif_context_set_max_decoding_threads(heif->context, 0);
  heif_context_set_maximum_image_size_limit(heif->context, maximum_side);
  struct heif_error error = heif_context_read_from_memory_without_copy(heif->context, bytes, count, NULL);
  if (error.code == heif_error_Ok) error = heif_context_get_primary_image_handle(heif->context, &heif->handle);
  if (error.code != heif_error_Ok) {
    cic_status status = translated(error, message);
    cic_heif_finish(heif);
    return status;
  }
  int width = heif_image_handle_get_width(heif->handle), height = heif_image_handle_get_height(heif->handle);
  heif->width = width > 0 ? (uint32_t)width : 0;
  heif->height = height > 0 ? (uint32_t)height : 0;
  info->width = heif->width;
  info->height = heif->height;
  info->pictures = heif_context_get_number_of_top_level_images(heif->context);
  *result = heif;
  return CIC_OK;
}

cic_status cic_heif_read(cic_heif *heif, uint8_t *pixels, char message[CIC_MESSAGE_SIZE]) {
  struct heif_decoding_options *options = heif_decoding_options_alloc();
  if (!options) return CIC_OUT_OF_MEMORY;
  options->convert_hdr_to_8bit = 1;
  struct heif_image *image = NULL;
  struct heif_error error =
      heif_decode_image(heif->handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, options);
  heif_decoding_options_free(options);
  if (error.code != heif_error_Ok) return translated(error, message);
  int stride = 0;
  const uint8_t *source = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  int width = heif_image_get_width(image, heif_channel_interleaved);
  int height = heif_image_get_height(image, heif_channel_interleaved);
  cic_status status = CIC_OK;
  if (!source || width != (int)heif->width || height != (int)heif->height || stride / 3 < width) {
    snprintf(message, CIC_MESSAGE_SIZE, "its picture has another size than it says");
    status = CIC_DAMAGED;
  } else {
    size_t row = (size_t)width * 3;
    for (int y = 0; y < height; y++) memcpy(pixels + (size_t)y * row, source + (size_t)y * (size_t)stride, row);
  }
  heif_image_release(image);
  return status;
}

void cic_heif_finish(cic_heif *heif) {
  if (!heif) return;
  if (heif->handle) heif_image_handle_release(heif->handle);
  if (heif->context) heif_context_free(heif->context);
  free(heif);
}
