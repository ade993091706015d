#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include FT_OUTLINE_H

#include <stdlib.h>

#include "CTypeface.h"

struct ctf_face {
  // Each face has a library of its own, so that faces share nothing between threads.
  FT_Library library;
  FT_Face face;
  // The size that the face is set to; 0 before the first.
  uint32_t size;
};

// No letter is this many ems wide, and no bitmap of one is.
enum { MOST_EMS = 16 };

static ctf_status translated(FT_Error error) {
  if (error == FT_Err_Ok) return CTF_OK;
  return error == FT_Err_Out_Of_Memory ? CTF_OUT_OF_MEMORY : CTF_UNUSABLE;
}

static int is_in(FT_Long value, FT_Long least, FT_Long most) { return value >= least && value <= most; }

static ctf_status measure(ctf_face *face, ctf_metrics *metrics) {
  FT_Face ft = face->face;
  FT_Long em = ft->units_per_EM;
  if (!FT_IS_SCALABLE(ft) || !is_in(em, 16, 16384)) return CTF_UNUSABLE;
  if (!is_in(ft->ascender, 1, 4 * em) || !is_in(ft->descender, -4 * em, 0)) return CTF_UNUSABLE;
  if (FT_Select_Charmap(ft, FT_ENCODING_UNICODE)) return CTF_UNUSABLE;
  metrics->units_per_em = (int32_t)em;
  metrics->ascent = ft->ascender;
  metrics->descent = -ft->descender;
  metrics->capital_height = 0;
  FT_UInt capital = FT_Get_Char_Index(ft, 'H');
  if (capital == 0) return CTF_OK;
  FT_Error error = FT_Load_Glyph(ft, capital, FT_LOAD_NO_SCALE);
  if (error) return translated(error);
  FT_Pos height = ft->glyph->metrics.horiBearingY;
  if (!is_in(height, 1, 4 * em)) return CTF_UNUSABLE;
  metrics->capital_height = (int32_t)height;
  return CTF_OK;
}

ctf_status ctf_face_open(const char *path, int32_t index, ctf_face **face, ctf_metrics *metrics) {
  ctf_face *made = calloc(1, sizeof *made);
  if (!made) return CTF_OUT_OF_MEMORY;
  ctf_status status = translated(FT_Init_FreeType(&made->library));
  if (status != CTF_OK) {
    free(made);
    return status;
  }
  status = translated(FT_New_Face(made->library, path, index, &made->face));
  if (status == CTF_OK) status = measure(made, metrics);
  if (status != CTF_OK) {
    ctf_face_free(made);
    return status;
  }
  *face = made;
  return CTF_OK;
}

void ctf_face_free(ctf_face *face) {
  if (!face) return;
  if (face->face) FT_Done_Face(face->face);
  FT_Done_FreeType(face->library);
  free(face);
}

uint32_t ctf_face_glyph(ctf_face *face, uint32_t character) { return FT_Get_Char_Index(face->face, character); }

ctf_status ctf_face_advance(ctf_face *face, uint32_t glyph, int32_t *units) {
  FT_Fixed advance = 0;
  ctf_status status = translated(FT_Get_Advance(face->face, glyph, FT_LOAD_NO_SCALE, &advance));
  if (status != CTF_OK) return status;
  if (!is_in(advance, 0, MOST_EMS * (FT_Long)face->face->units_per_EM)) return CTF_UNUSABLE;
  *units = (int32_t)advance;
  return CTF_OK;
}

ctf_status ctf_face_kerning(ctf_face *face, uint32_t left, uint32_t right, int32_t *units) {
  *units = 0;
  if (!FT_HAS_KERNING(face->face)) return CTF_OK;
  FT_Vector vector = {0, 0};
  ctf_status status = translated(FT_Get_Kerning(face->face, left, right, FT_KERNING_UNSCALED, &vector));
  if (status != CTF_OK) return status;
  FT_Long most = face->face->units_per_EM;
  if (!is_in(vector.x, -most, most)) return CTF_UNUSABLE;
  *units = (int32_t)vector.x;
  return CTF_OK;
}

ctf_status ctf_face_draw(ctf_face *face, uint32_t glyph, uint32_t size, uint32_t shift, ctf_bitmap *bitmap) {
  if (size < 1 || size > CTF_LARGEST_SIZE || shift > 63) return CTF_UNUSABLE;
  FT_Face ft = face->face;
  FT_Error error = FT_Err_Ok;
  if (face->size != size) {
    face->size = 0;
    error = FT_Set_Pixel_Sizes(ft, 0, size);
    if (error) return translated(error);
    face->size = size;
  }
  // Light hinting fits the heights of letters to rows of pixels and leaves their widths alone, so that words are as wide as
  // their advances say and may be moved by parts of a pixel.
  error = FT_Load_Glyph(ft, glyph, FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_LIGHT);
  if (error) return translated(error);
  FT_GlyphSlot slot = ft->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return CTF_UNUSABLE;
  // Before anything is drawn: a damaged outline may ask for any number of pixels.
  FT_BBox box;
  FT_Outline_Get_CBox(&slot->outline, &box);
  FT_Pos most = (FT_Pos)MOST_EMS * 64 * (FT_Pos)size;
  if (!is_in(box.xMin, -most, most) || !is_in(box.xMax, -most, most) || !is_in(box.yMin, -most, most) ||
      !is_in(box.yMax, -most, most)) {
    return CTF_UNUSABLE;
  }
  FT_Outline_Translate(&slot->outline, (FT_Pos)shift, 0);
  error = FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL);
  if (error) return translated(error);
  FT_Bitmap *made = &slot->bitmap;
  bitmap->coverage = NULL;
  bitmap->stride = 0;
  bitmap->width = bitmap->rows = 0;
  bitmap->left = slot->bitmap_left;
  bitmap->top = slot->bitmap_top;
  // A space has no pixels.
  if (made->width == 0 || made->rows == 0) return CTF_OK;
  if (made->pixel_mode != FT_PIXEL_MODE_GRAY || made->num_grays != 256 || !made->buffer) return CTF_UNUSABLE;
  if (made->pitch < 0 || (unsigned int)made->pitch < made->width) return CTF_UNUSABLE;
  bitmap->coverage = made->buffer;
  bitmap->stride = (size_t)made->pitch;
  bitmap->width = (int32_t)made->width;
  bitmap->rows = (int32_t)made->rows;
  return CTF_OK;
}
