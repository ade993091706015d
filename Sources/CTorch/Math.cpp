#include <dlfcn.h>

#include <cmath>

#include "Support.h"

using namespace ctorch;

namespace {

// libtorch refuses to change integers in place by a floating-point number, even by a whole one.
at::Scalar scalar_for(const at::Tensor &tensor, double value) {
  if (at::isIntegralType(tensor.scalar_type(), false) && std::trunc(value) == value) return static_cast<int64_t>(value);
  return value;
}

}  // namespace

// Elementwise, of one tensor

#define CT_UNARY(name)                                        \
  ct_status ct_##name(ct_tensor a, ct_tensor *out) {          \
    return guarded([&] { *out = wrap(at::name(borrow(a))); }); \
  }
CT_UNARY(neg)
CT_UNARY(abs)
CT_UNARY(exp)
CT_UNARY(log)
CT_UNARY(sqrt)
CT_UNARY(rsqrt)
CT_UNARY(square)
CT_UNARY(isfinite)
#undef CT_UNARY

ct_status ct_clamp_min(ct_tensor a, double minimum, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::clamp_min(borrow(a), minimum)); });
}

ct_status ct_add_scalar(ct_tensor a, double value, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::add(borrow(a), value)); });
}

ct_status ct_mul_scalar(ct_tensor a, double value, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::mul(borrow(a), value)); });
}

ct_status ct_pow_scalar(ct_tensor a, double exponent, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::pow(borrow(a), exponent)); });
}

ct_status ct_eq_scalar(ct_tensor a, double value, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::eq(borrow(a), value)); });
}

// Elementwise, of two tensors

ct_status ct_add(ct_tensor a, ct_tensor b, double alpha, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::add(borrow(a), borrow(b), alpha)); });
}

#define CT_BINARY(name)                                                  \
  ct_status ct_##name(ct_tensor a, ct_tensor b, ct_tensor *out) {        \
    return guarded([&] { *out = wrap(at::name(borrow(a), borrow(b))); }); \
  }
CT_BINARY(sub)
CT_BINARY(mul)
CT_BINARY(div)
CT_BINARY(eq)
CT_BINARY(matmul)
#undef CT_BINARY

// In place

ct_status ct_add_(ct_tensor a, ct_tensor b, double alpha) {
  return guarded([&] { borrow(a).add_(borrow(b), alpha); });
}

ct_status ct_sub_(ct_tensor a, ct_tensor b) {
  return guarded([&] { borrow(a).sub_(borrow(b)); });
}

ct_status ct_mul_(ct_tensor a, ct_tensor b) {
  return guarded([&] { borrow(a).mul_(borrow(b)); });
}

ct_status ct_mul_scalar_(ct_tensor a, double value) {
  return guarded([&] { borrow(a).mul_(scalar_for(borrow(a), value)); });
}

ct_status ct_add_scalar_(ct_tensor a, double value) {
  return guarded([&] { borrow(a).add_(scalar_for(borrow(a), value)); });
}

ct_status ct_addcmul_(ct_tensor a, ct_tensor b, ct_tensor c, double value) {
  return guarded([&] { borrow(a).addcmul_(borrow(b), borrow(c), value); });
}

ct_status ct_addcdiv_(ct_tensor a, ct_tensor b, ct_tensor c, double value) {
  return guarded([&] { borrow(a).addcdiv_(borrow(b), borrow(c), value); });
}

ct_status ct_addmm_(ct_tensor a, ct_tensor b, ct_tensor c, double beta, double alpha) {
  return guarded([&] { borrow(a).addmm_(borrow(b), borrow(c), beta, alpha); });
}

// Reductions

ct_status ct_sum(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out) {
  return guarded([&] {
    *out = wrap(dimensions.count == 0 ? borrow(a).sum() : borrow(a).sum(ints(dimensions), keep));
  });
}

ct_status ct_mean(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out) {
  return guarded([&] {
    *out = wrap(dimensions.count == 0 ? borrow(a).mean() : borrow(a).mean(ints(dimensions), keep));
  });
}

ct_status ct_norm(ct_tensor a, ct_ints dimensions, bool keep, ct_tensor *out) {
  return guarded([&] {
    at::OptionalIntArrayRef over;
    if (dimensions.count > 0) over = ints(dimensions);
    *out = wrap(at::linalg_vector_norm(borrow(a), 2, over, keep));
  });
}

ct_status ct_inner(ct_tensor a, ct_tensor b, ct_tensor *out) {
  return guarded([&] {
    const at::Tensor &left = borrow(a);
    const at::Tensor &right = borrow(b);
    TORCH_CHECK(left.sizes() == right.sizes(), "the inner product takes two tensors of the same shape, not ",
                left.sizes(), " and ", right.sizes());
    *out = wrap(at::dot(left.reshape({-1}), right.reshape({-1})));
  });
}

ct_status ct_amax(ct_tensor a, int64_t dimension, bool keep, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::amax(borrow(a), {dimension}, keep)); });
}

ct_status ct_argmax(ct_tensor a, int64_t dimension, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::argmax(borrow(a), dimension)); });
}

ct_status ct_topk(ct_tensor a, int64_t k, int64_t dimension, ct_tensor *values, ct_tensor *indices) {
  return guarded([&] {
    auto [top, where] = at::topk(borrow(a), k, dimension);
    *values = wrap(top);
    *indices = wrap(where);
  });
}

ct_status ct_logsumexp(ct_tensor a, int64_t dimension, bool keep, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::logsumexp(borrow(a), at::IntArrayRef{dimension}, keep)); });
}

ct_status ct_scatter_add(ct_tensor a, int64_t dimension, ct_tensor indices, ct_tensor source, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::scatter_add(borrow(a), dimension, borrow(indices), borrow(source))); });
}

// Linear algebra

namespace {

// Keeps MKL to the calling thread while a small symmetric matrix on the processor is decomposed.
//
// MKL meets at a barrier for each row. Where another process has a processor, each barrier waits for its time slice:
// with 512 rows and two busy processors 7 s instead of 0.04 s, in a call that nothing can interrupt. Alone, two threads
// gain little at this size. Other libraries than MKL decide for themselves.
class OneThread {
 public:
  explicit OneThread(const at::Tensor &matrix) {
    if (set_ && matrix.is_cpu() && matrix.size(-1) <= 1024) before_ = set_(1);
  }
  ~OneThread() {
    if (before_ >= 0) set_(before_);
  }
  OneThread(const OneThread &) = delete;
  OneThread &operator=(const OneThread &) = delete;

 private:
  using Set = int (*)(int);
  // Of this thread alone; 0 stands for the number that all threads have in common.
  static inline const Set set_ = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "MKL_Set_Num_Threads_Local"));
  int before_ = -1;
};

}  // namespace

ct_status ct_eigvalsh(ct_tensor a, ct_tensor *out) {
  return guarded([&] {
    OneThread one(borrow(a));
    *out = wrap(at::linalg_eigvalsh(borrow(a)));
  });
}

ct_status ct_eigh(ct_tensor a, ct_tensor *values, ct_tensor *vectors) {
  return guarded([&] {
    OneThread one(borrow(a));
    auto [lambda, v] = at::linalg_eigh(borrow(a));
    *values = wrap(lambda);
    *vectors = wrap(v);
  });
}

ct_status ct_svdvals(ct_tensor a, ct_tensor *out) {
  return guarded([&] { *out = wrap(at::linalg_svdvals(borrow(a))); });
}
