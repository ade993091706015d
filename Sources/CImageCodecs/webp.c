#include <webp/decode.h>

#include "CImageCodecs.h"

static cic_status translated(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OK: return CIC_OK;
    case VP8_STATUS_OUT_OF_MEMORY: return CIC_OUT_OF_MEMORY;
    case VP8_STATUS_UNSUPPORTED_FEATURE: return CIC_UNSUPPORTED;
    case VP8_STATUS_NOT_ENOUGH_DATA: case VP8_STATUS_SUSPENDED: return CIC_TRUNCATED;
    default: return CIC_DAMAGED;
  }
}

cic_status cic_webp_open(const uint8_t *bytes, size_t count, cic_webp_info *info) {
  WebPBitstreamFeatures features;
  VP8StatusCode code = WebPGetFeatures(bytes, count, &features);
  if (code != VP8_STATUS_OK) return translated(code);
  info->width = (uint32_t)features.width;
  info->height = (uint32_t)features.height;
  info->is_animated = features.has_animation;
  return CIC_OK;
}

cic_status cic_webp_read(
    const uint8_t *bytes, size_t count, uint32_t x, uint32_t y, uint32_t width, uint32_t height, uint8_t *pixels,
    size_t stride) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return CIC_UNSUPPORTED;
  VP8StatusCode code = WebPGetFeatures(bytes, count, &config.input);
  if (code != VP8_STATUS_OK) return translated(code);
  config.options.use_cropping = 1;
  config.options.crop_left = (int)x;
  config.options.crop_top = (int)y;
  config.options.crop_width = (int)width;
  config.options.crop_height = (int)height;
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = stride * (height - 1) + (size_t)width * 3;
  code = WebPDecode(bytes, count, &config);
  WebPFreeDecBuffer(&config.output);
  return translated(code);
}
