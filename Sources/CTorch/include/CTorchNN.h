#ifndef CTORCH_NN_H
#define CTORCH_NN_H

#include "CTorchTensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// Counts the multiply-adds of linear layers, convolutions and attention on the calling thread from now on: those of the calls
// themselves, and those of the gradients that their recorded results will be asked for.
void ct_start_counting(void);
int64_t ct_stop_counting(void);

ct_status ct_relu(ct_tensor a, ct_tensor *out);
ct_status ct_relu_(ct_tensor a);
// bias.impl may be null.
ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out);
ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t groups,
                    ct_tensor *out);
// Whether this libtorch has convolutions with what follows them, which are not part of its documented interface.
bool ct_has_fused_convolutions(ct_dtype dtype);
// A convolution with a bias, then the sum with `residual` (whose impl may be null), which is overwritten and given out, then, if
// asked for, the rectifier: one operation of oneDNN. Records no derivatives; all tensors are of one type.
ct_status ct_fused_convolution(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor residual, bool rectifies,
                               int64_t stride, int64_t padding, int64_t groups, ct_tensor *out);
// max(0, normalized + residual), without the residual if its impl is null and without the rectifier if it is not asked for.
// weight, bias, running_mean and running_variance may have a null impl. Running statistics are updated in training. On the
// processor and with features next to each other it is one operation of few passes over memory, else libtorch's one by one.
ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor running_mean,
                        ct_tensor running_variance, ct_tensor residual, bool rectifies, bool training, double momentum,
                        double epsilon, ct_tensor *out);
// Over the last dimension; weight and bias have its extent.
ct_status ct_layer_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, double epsilon, ct_tensor *out);
// x·Φ(x) with the exact distribution function.
ct_status ct_gelu(ct_tensor a, ct_tensor *out);
// softmax(queries · keysᵀ / √E) · values over the two last dimensions [L, E].
ct_status ct_scaled_dot_product_attention(ct_tensor queries, ct_tensor keys, ct_tensor values, ct_tensor *out);
// Images [N, C, H, W] at another size, by bicubic interpolation with a filter that is widened where they shrink.
ct_status ct_interpolate_bicubic(ct_tensor images, int64_t height, int64_t width, ct_tensor *out);
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
