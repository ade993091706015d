#ifndef CTORCH_OPTIMIZERS_H
#define CTORCH_OPTIMIZERS_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Steps of optimizers, outside the graph of derivatives: a parameter and what is remembered of it are changed in place. On the
// processor each is one pass over memory (LARS: two), else libtorch's operations one by one.

// d = gradient + decay · parameter; momentum ← factor · momentum + ratio · d; parameter ← parameter − rate · momentum. The ratio
// is trust · ‖parameter‖ / ‖d‖ if `scales`, and neither norm is 0, else 1.
ct_status ct_step_lars(ct_tensor parameter, ct_tensor gradient, ct_tensor momentum, double decay, double factor, bool scales,
                       double trust, double rate);
// PyTorch's SGD; a null momentum is none.
ct_status ct_step_sgd(ct_tensor parameter, ct_tensor gradient, ct_tensor momentum, double decay, double factor, bool nesterov,
                      double rate);
// parameter ← kept · parameter − rate · first / (√second · correction2 + epsilon), with the moments that have moved.
ct_status ct_step_adamw(ct_tensor parameter, ct_tensor gradient, ct_tensor first, ct_tensor second, double kept, double beta1,
                        double beta2, double correction2, double epsilon, double rate);

#ifdef __cplusplus
}
#endif

#endif
