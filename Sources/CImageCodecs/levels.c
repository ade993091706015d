#include "CImageCodecs.h"

void cic_map(const uint16_t *values, size_t count, cic_levels *levels, uint8_t *target) {
  uint32_t least = levels->least, greatest = levels->greatest, low = levels->low, high = levels->high;
  uint32_t span = high > low ? high - low : 1;
  for (size_t i = 0; i < count; i++) {
    uint32_t value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (high == 0) {
      target[i] = (uint8_t)(value >> 8);
    } else {
      uint32_t above = value <= low ? 0 : value >= high ? span : value - low;
      target[i] = (uint8_t)((above * 255 + span / 2) / span);
    }
  }
  levels->least = least;
  levels->greatest = greatest;
}
