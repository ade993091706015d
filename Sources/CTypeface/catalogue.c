#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

#include "CTypeface.h"

struct ctf_catalogue {
  FcConfig *config;
};

ctf_status ctf_catalogue_open(ctf_catalogue **catalogue) {
  ctf_catalogue *made = malloc(sizeof *made);
  if (!made) return CTF_OUT_OF_MEMORY;
  // A configuration of our own, so that whatever else uses fontconfig in this process changes nothing.
  made->config = FcInitLoadConfigAndFonts();
  if (!made->config) {
    free(made);
    return CTF_NOT_FOUND;
  }
  *catalogue = made;
  return CTF_OK;
}

void ctf_catalogue_free(ctf_catalogue *catalogue) {
  if (!catalogue) return;
  FcConfigDestroy(catalogue->config);
  free(catalogue);
}

// What is asked for: an upright, regular font of the families. NULL when memory is short.
static FcPattern *pattern(const char *const *families, size_t family_count, uint32_t character) {
  FcPattern *made = FcPatternCreate();
  FcCharSet *characters = FcCharSetCreate();
  int is_whole = made && characters && FcCharSetAddChar(characters, character) &&
                 FcPatternAddCharSet(made, FC_CHARSET, characters) && FcPatternAddBool(made, FC_OUTLINE, FcTrue) &&
                 FcPatternAddBool(made, FC_COLOR, FcFalse) && FcPatternAddBool(made, FC_VARIABLE, FcFalse) &&
                 FcPatternAddInteger(made, FC_WEIGHT, FC_WEIGHT_REGULAR) &&
                 FcPatternAddInteger(made, FC_SLANT, FC_SLANT_ROMAN) &&
                 FcPatternAddInteger(made, FC_WIDTH, FC_WIDTH_NORMAL);
  for (size_t i = 0; is_whole && i < family_count; i++) {
    is_whole = FcPatternAddString(made, FC_FAMILY, (const FcChar8 *)families[i]);
  }
  // The pattern keeps a reference of its own.
  if (characters) FcCharSetDestroy(characters);
  if (is_whole) return made;
  if (made) FcPatternDestroy(made);
  return NULL;
}

// What was asked for is a wish to fontconfig: whether a font fulfils it has to be looked up.
static int suits(FcPattern *font, uint32_t character) {
  FcBool value = FcFalse;
  if (FcPatternGetBool(font, FC_OUTLINE, 0, &value) != FcResultMatch || !value) return 0;
  if (FcPatternGetBool(font, FC_COLOR, 0, &value) == FcResultMatch && value) return 0;
  FcCharSet *characters = NULL;
  return FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) == FcResultMatch && characters &&
         FcCharSetHasChar(characters, character);
}

static int describe(FcPattern *font, ctf_font *described) {
  FcChar8 *path = NULL;
  int index = 0;
  if (FcPatternGetString(font, FC_FILE, 0, &path) != FcResultMatch || !path) return 0;
  if (FcPatternGetInteger(font, FC_INDEX, 0, &index) != FcResultMatch) index = 0;
  size_t length = strlen((const char *)path);
  if (length >= CTF_PATH_SIZE) return 0;
  memcpy(described->path, path, length + 1);
  // The upper half names an instance of a font that varies; its highest bit stands for all of them, which is none.
  described->index = index < 0 || index >> 16 >= 0x8000 ? index & 0xFFFF : index;
  return 1;
}

ctf_status ctf_catalogue_find(
    const ctf_catalogue *catalogue, const char *const *families, size_t family_count, uint32_t character, size_t rank,
    ctf_font *font) {
  FcPattern *wanted = pattern(families, family_count, character);
  if (!wanted) return CTF_OUT_OF_MEMORY;
  if (!FcConfigSubstitute(catalogue->config, wanted, FcMatchPattern)) {
    FcPatternDestroy(wanted);
    return CTF_OUT_OF_MEMORY;
  }
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultNoMatch;
  FcFontSet *sorted = FcFontSort(catalogue->config, wanted, FcFalse, NULL, &result);
  FcPatternDestroy(wanted);
  if (!sorted) return result == FcResultOutOfMemory ? CTF_OUT_OF_MEMORY : CTF_NOT_FOUND;
  ctf_status status = CTF_NOT_FOUND;
  for (int i = 0; i < sorted->nfont; i++) {
    if (!suits(sorted->fonts[i], character) || !describe(sorted->fonts[i], font)) continue;
    if (rank == 0) {
      status = CTF_OK;
      break;
    }
    rank--;
  }
  FcFontSetDestroy(sorted);
  return status;
}
