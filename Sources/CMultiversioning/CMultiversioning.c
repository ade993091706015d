// A target needs a source; this one is its header.
#include "CMultiversioning.h"
