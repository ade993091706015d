#ifndef CTORCH_H
#define CTORCH_H

// The part of libtorch that this package uses, as plain C.
//
// Every function that can fail returns a status and writes its result through the last pointer, which is untouched on
// failure. A tensor that a function writes belongs to the caller, who gives it back with ct_tensor_free; tensors that a
// function reads stay the caller's. Nothing here keeps a pointer to host memory after it returns.

#include "CTorchStatus.h"
#include "CTorchTensor.h"
#include "CTorchMath.h"
#include "CTorchNN.h"
#include "CTorchOptimizers.h"
#include "CTorchAutograd.h"
#include "CTorchRuntime.h"
#include "CTorchStandardization.h"
#include "CTorchGroup.h"
#include "CTorchParts.h"

#endif
