#ifndef CTORCH_NN_H
#define CTORCH_NN_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

ct_status ct_relu(ct_tensor a, ct_tensor *out);
ct_status ct_relu_(ct_tensor a);
// bias.impl may be null.
ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out);
ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, ct_tensor *out);
// weight, bias, running_mean and running_variance may have a null impl. Running statistics are updated in training.
ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor running_mean,
                        ct_tensor running_variance, bool training, double momentum, double epsilon, ct_tensor *out);
// The means over the cells of a side × side grid over the two last dimensions.
ct_status ct_adaptive_average_pool2d(ct_tensor input, int64_t side, ct_tensor *out);
ct_status ct_max_pool2d(ct_tensor input, int64_t kernel, int64_t stride, int64_t padding, ct_tensor *out);
ct_status ct_softmax(ct_tensor input, int64_t dimension, ct_tensor *out);
ct_status ct_log_softmax(ct_tensor input, int64_t dimension, ct_tensor *out);
// The mean over samples of −log softmax(logits)[target]; logits [N, classes], targets [N] of int64.
ct_status ct_cross_entropy(ct_tensor logits, ct_tensor targets, ct_tensor *out);

#ifdef __cplusplus
}
#endif

#endif
