#include "CZip.h"

// A target of C needs a source; there is nothing to add.
