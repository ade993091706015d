#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "CImageCodecs.h"

// A progressive file may hold any number of scans, each as costly as the whole image; no encoder writes this many.
#define MAXIMUM_SCANS 200

struct cic_jpeg {
  struct jpeg_decompress_struct decompress;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  int is_truncated, is_corrupt, has_too_many_scans;
  int is_open, has_multiple_scans;
  int whole_scans, whole_rows;  // what there is before the first missing or corrupt data: scans, then rows of blocks
  char message[JMSG_LENGTH_MAX];
};

static void exit_on_error(j_common_ptr common) {
  cic_jpeg *jpeg = common->client_data;
  common->err->format_message(common, jpeg->message);
  longjmp(jpeg->escape, 1);
}

static void note_warning(j_common_ptr common, int level) {
  if (level >= 0) return;
  cic_jpeg *jpeg = common->client_data;
  int code = common->err->msg_code;
  if (code == JWRN_JPEG_EOF) jpeg->is_truncated = 1;
  // The other warnings (stray bytes between segments and the like) leave every pixel intact.
  if (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE || code == JWRN_MUST_RESYNC) {
    if (!jpeg->is_corrupt) {
      jpeg->whole_scans = jpeg->decompress.input_scan_number - 1;
      jpeg->whole_rows = (int)jpeg->decompress.input_iMCU_row;
    }
    jpeg->is_corrupt = 1;
  }
  if (jpeg->message[0] == 0) common->err->format_message(common, jpeg->message);
}

static void write_nothing(j_common_ptr common) { (void)common; }

static void check_scans(j_common_ptr common) {
  cic_jpeg *jpeg = common->client_data;
  if (jpeg->decompress.input_scan_number > MAXIMUM_SCANS) {
    jpeg->has_too_many_scans = 1;
    snprintf(jpeg->message, sizeof jpeg->message, "more than %d scans", MAXIMUM_SCANS);
    longjmp(jpeg->escape, 1);
  }
}

// Leaves a message that tells how much of a file that ends too early is there.
static cic_status truncation(cic_jpeg *jpeg) {
  struct jpeg_decompress_struct *d = &jpeg->decompress;
  // Without missing data inside a scan, the file ends behind one.
  int scans = jpeg->is_corrupt ? jpeg->whole_scans : d->input_scan_number;
  int percent = jpeg->is_corrupt ? (int)(100.0 * jpeg->whole_rows / d->total_iMCU_rows) : 0;
  if (!jpeg->is_open) {
    snprintf(jpeg->message, sizeof jpeg->message, "its header is incomplete");
  } else if (jpeg->has_multiple_scans) {
    snprintf(
        jpeg->message, sizeof jpeg->message, "%d whole scan%s and %d %% of the rows of the next are there", scans,
        scans == 1 ? "" : "s", percent);
  } else {
    snprintf(jpeg->message, sizeof jpeg->message, "%d %% of its rows are there", percent);
  }
  return CIC_TRUNCATED;
}

static cic_status failure(cic_jpeg *jpeg) {
  int code = jpeg->errors.msg_code;
  cic_status truncated = jpeg->is_truncated && !jpeg->has_too_many_scans ? truncation(jpeg) : CIC_OK;
  jpeg_abort_decompress(&jpeg->decompress);
  if (jpeg->has_too_many_scans) return CIC_DAMAGED;
  if (truncated != CIC_OK) return truncated;
  switch (code) {
    case JERR_OUT_OF_MEMORY: return CIC_OUT_OF_MEMORY;
    case JERR_SOF_UNSUPPORTED: case JERR_ARITH_NOTIMPL: case JERR_CONVERSION_NOTIMPL: case JERR_NOT_COMPILED:
    case JERR_BAD_PRECISION: case JERR_CCIR601_NOTIMPL: case JERR_FRACT_SAMPLE_NOTIMPL: return CIC_UNSUPPORTED;
    default: return CIC_DAMAGED;
  }
}

cic_jpeg *cic_jpeg_create(void) {
  cic_jpeg *jpeg = calloc(1, sizeof *jpeg);
  if (!jpeg) return NULL;
  jpeg->decompress.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = exit_on_error;
  jpeg->errors.emit_message = note_warning;
  jpeg->errors.output_message = write_nothing;
  jpeg->decompress.client_data = jpeg;
  if (setjmp(jpeg->escape)) {
    free(jpeg);
    return NULL;
  }
  jpeg_create_decompress(&jpeg->decompress);
  jpeg->progress.progress_monitor = check_scans;
  jpeg_save_markers(&jpeg->decompress, JPEG_APP0 + 1, 0xFFFF);
  return jpeg;
}

void cic_jpeg_destroy(cic_jpeg *jpeg) {
  if (!jpeg) return;
  jpeg_destroy_decompress(&jpeg->decompress);
  free(jpeg);
}

const char *cic_jpeg_message(const cic_jpeg *jpeg) { return jpeg->message; }

cic_status cic_jpeg_open(cic_jpeg *jpeg, const uint8_t *bytes, size_t count, cic_jpeg_info *info) {
  struct jpeg_decompress_struct *d = &jpeg->decompress;
  jpeg->is_truncated = jpeg->is_corrupt = jpeg->has_too_many_scans = jpeg->is_open = 0;
  jpeg->message[0] = 0;
  if (setjmp(jpeg->escape)) return failure(jpeg);
  jpeg_abort_decompress(d);  // frees what an earlier file left
  jpeg_mem_src(d, bytes, count);
  jpeg_read_header(d, TRUE);
  jpeg->is_open = 1;
  jpeg->has_multiple_scans = jpeg_has_multiple_scans(d);
  d->progress = jpeg->has_multiple_scans ? &jpeg->progress : NULL;
  info->has_multiple_scans = jpeg->has_multiple_scans;
  info->width = d->image_width;
  info->height = d->image_height;
  info->components = d->num_components;
  info->exif = info->xmp = NULL;
  info->exif_count = info->xmp_count = 0;
  info->header_count = count - d->src->bytes_in_buffer;
  static const char xmp_name[] = "http://ns.adobe.com/xap/1.0/";  // its final zero belongs to it
  for (jpeg_saved_marker_ptr marker = d->marker_list; marker; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1) continue;
    if (!info->exif && marker->data_length > 6 && memcmp(marker->data, "Exif\0\0", 6) == 0) {
      info->exif = marker->data + 6;
      info->exif_count = marker->data_length - 6;
    }
    if (marker->data_length > sizeof xmp_name && memcmp(marker->data, xmp_name, sizeof xmp_name) == 0) {
      info->xmp = marker->data + sizeof xmp_name;
      info->xmp_count = marker->data_length - sizeof xmp_name;
    }
  }
  return CIC_OK;
}

cic_status cic_jpeg_start(
    cic_jpeg *jpeg, int shrink, uint32_t x, uint32_t width, uint32_t *actual_x, uint32_t *actual_width,
    int *channels) {
  struct jpeg_decompress_struct *d = &jpeg->decompress;
  if (setjmp(jpeg->escape)) return failure(jpeg);
  // The same method and upsampling that Pillow uses.
  d->dct_method = JDCT_ISLOW;
  d->scale_num = 1;
  d->scale_denom = (unsigned)shrink;
  if (d->jpeg_color_space == JCS_GRAYSCALE) {
    d->out_color_space = JCS_GRAYSCALE;
  } else if (d->num_components == 4) {
    d->out_color_space = JCS_CMYK;
  } else {
    d->out_color_space = JCS_RGB;
  }
  jpeg_start_decompress(d);
  if (x + width > d->output_width) {
    snprintf(jpeg->message, sizeof jpeg->message, "columns outside the image were asked for");
    jpeg_abort_decompress(d);
    return CIC_DAMAGED;
  }
  JDIMENSION first = x, columns = width;
  if (columns < d->output_width) jpeg_crop_scanline(d, &first, &columns);
  *actual_x = first;
  *actual_width = columns;
  *channels = d->output_components;
  return CIC_OK;
}

// Whether the decoded rows are those of the file's picture. A file that lacks its end mark but no data is whole.
static cic_status completeness(cic_jpeg *jpeg) {
  struct jpeg_decompress_struct *d = &jpeg->decompress;
  if (jpeg->is_corrupt) return jpeg->is_truncated ? truncation(jpeg) : CIC_DAMAGED;
  int lacks_component = 0, lacks_detail = 0;
  for (int c = 0; c < d->num_components; c++) {
    // The library notes a component's table when a scan holds it for the first time.
    if (!d->comp_info[c].quant_table) lacks_component = 1;
    if (!d->progressive_mode || !d->coef_bits) continue;
    // How many low bits of each coefficient are still unknown; −1 is all of them.
    if (d->coef_bits[c][0] < 0) lacks_component = 1;
    for (int k = 0; k < DCTSIZE2; k++) lacks_detail |= d->coef_bits[c][k] != 0;
  }
  if (jpeg->is_truncated && (lacks_component || lacks_detail)) return truncation(jpeg);
  if (!lacks_component) return CIC_OK;
  snprintf(jpeg->message, sizeof jpeg->message, "no scan holds one of its colour components");
  return CIC_DAMAGED;
}

cic_status cic_jpeg_rows(cic_jpeg *jpeg, uint32_t y, uint32_t height, int whole, int tolerant, uint8_t *pixels) {
  struct jpeg_decompress_struct *d = &jpeg->decompress;
  if (setjmp(jpeg->escape)) return failure(jpeg);
  size_t stride = (size_t)d->output_width * (size_t)d->output_components;
  if (y > 0) jpeg_skip_scanlines(d, y);
  JSAMPROW rows[16];
  uint32_t end = y + height;
  while (d->output_scanline < end) {
    uint32_t done = d->output_scanline - y;
    uint32_t count = end - d->output_scanline < 16 ? end - d->output_scanline : 16;
    for (uint32_t i = 0; i < count; i++) rows[i] = pixels + (done + i) * stride;
    if (jpeg_read_scanlines(d, rows, count) == 0) break;
  }
  if (whole && d->output_scanline < d->output_height) {
    // Skipping to the very end would not look at the data, so the last row is decoded.
    JSAMPARRAY last = d->mem->alloc_sarray((j_common_ptr)d, JPOOL_IMAGE, (JDIMENSION)stride, 1);
    JDIMENSION between = d->output_height - 1 - d->output_scanline;
    if (between > 0) jpeg_skip_scanlines(d, between);
    jpeg_read_scanlines(d, last, 1);
  }
  cic_status status = tolerant ? CIC_OK : completeness(jpeg);
  jpeg_abort_decompress(d);
  return status;
}

typedef struct {
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  char *message;
} cic_jpeg_writer;

static void exit_on_write_error(j_common_ptr common) {
  cic_jpeg_writer *writer = common->client_data;
  common->err->format_message(common, writer->message);
  longjmp(writer->escape, 1);
}

cic_status cic_jpeg_write(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, uint8_t **file, size_t *file_count,
    char message[CIC_MESSAGE_SIZE]) {
  _Static_assert(CIC_MESSAGE_SIZE >= JMSG_LENGTH_MAX, "the library's messages have room");
  struct jpeg_compress_struct compress;
  cic_jpeg_writer writer;
  unsigned char *bytes = NULL;
  unsigned long count = 0;
  memset(&compress, 0, sizeof compress);
  message[0] = 0;
  writer.message = message;
  compress.err = jpeg_std_error(&writer.errors);
  writer.errors.error_exit = exit_on_write_error;
  writer.errors.output_message = write_nothing;
  compress.client_data = &writer;
  if (setjmp(writer.escape)) {
    cic_status status = writer.errors.msg_code == JERR_OUT_OF_MEMORY ? CIC_OUT_OF_MEMORY : CIC_DAMAGED;
    jpeg_destroy_compress(&compress);
    return status;
  }
  jpeg_create_compress(&compress);
  jpeg_mem_dest(&compress, &bytes, &count);
  compress.image_width = width;
  compress.image_height = height;
  compress.input_components = channels;
  compress.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&compress);
  jpeg_set_quality(&compress, quality, TRUE);
  compress.optimize_coding = TRUE;
  for (int c = 0; c < compress.num_components; c++) {
    compress.comp_info[c].h_samp_factor = compress.comp_info[c].v_samp_factor = 1;
  }
  jpeg_start_compress(&compress, TRUE);
  while (compress.next_scanline < compress.image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)compress.next_scanline * width * (size_t)channels);
    jpeg_write_scanlines(&compress, &row, 1);
  }
  jpeg_finish_compress(&compress);
  jpeg_destroy_compress(&compress);
  *file = bytes;
  *file_count = count;
  return CIC_OK;
}
