// Installed fonts and their glyphs, by fontconfig and FreeType, behind functions that return a status. Fonts are files that
// nobody vouches for: every size that one tells is checked here. One face or catalogue is used by one thread at a time.
#ifndef CTYPEFACE_H
#define CTYPEFACE_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CTF_OK = 0,
  CTF_NOT_FOUND,      // no installed font is meant
  CTF_UNUSABLE,       // the file is damaged, or of a kind without outlines
  CTF_OUT_OF_MEMORY,
} ctf_status;

// Finding ------------------------------------------------------------------------------------------------------------

typedef struct ctf_catalogue ctf_catalogue;

#define CTF_PATH_SIZE 4096

typedef struct {
  char path[CTF_PATH_SIZE];
  int32_t index;  // of the face in its file, as `ctf_face_open` takes it
} ctf_font;

// The fonts that are installed now. `ctf_catalogue_free` frees it.
ctf_status ctf_catalogue_open(ctf_catalogue **catalogue);
void ctf_catalogue_free(ctf_catalogue *catalogue);

// The font with outlines that has `character` (a Unicode scalar) and suits best of those that do: `rank` 0 the best, 1 the
// next. Families (UTF-8, `family_count` of them) are preferred in their order; what suits after them is fontconfig's choice.
ctf_status ctf_catalogue_find(
    const ctf_catalogue *catalogue, const char *const *families, size_t family_count, uint32_t character, size_t rank,
    ctf_font *font);

// Drawing ------------------------------------------------------------------------------------------------------------

typedef struct ctf_face ctf_face;

// In the font's own units, of which an em, the size of the letters, has `units_per_em` (16 to 16,384); y goes up.
typedef struct {
  int32_t units_per_em;
  int32_t ascent;          // above the base line, positive
  int32_t descent;         // below the base line, positive
  int32_t capital_height;  // of an H; 0 where the font has none
} ctf_metrics;

// Opens a face. `ctf_face_free` frees it.
ctf_status ctf_face_open(const char *path, int32_t index, ctf_face **face, ctf_metrics *metrics);
void ctf_face_free(ctf_face *face);

// The glyph of a character; 0, the font's box, for one that it lacks.
uint32_t ctf_face_glyph(ctf_face *face, uint32_t character);

// How far the next glyph stands to the right, in units of the font, and by how much more or less between two glyphs.
ctf_status ctf_face_advance(ctf_face *face, uint32_t glyph, int32_t *units);
ctf_status ctf_face_kerning(ctf_face *face, uint32_t left, uint32_t right, int32_t *units);

// `coverage` has `rows` rows of `width` bytes each, 255 for a pixel that is all ink, `stride` bytes apart, until the face is
// used again. Its upper left pixel stands `left` pixels to the right of the pen and `top` pixels above the base line.
typedef struct {
  const uint8_t *coverage;
  size_t stride;
  int32_t width, rows, left, top;
} ctf_bitmap;

#define CTF_LARGEST_SIZE 256

// Draws a glyph at `size` pixels an em (1 to CTF_LARGEST_SIZE), moved by `shift` 64ths of a pixel (0 to 63) to the right.
ctf_status ctf_face_draw(ctf_face *face, uint32_t glyph, uint32_t size, uint32_t shift, ctf_bitmap *bitmap);

#endif
