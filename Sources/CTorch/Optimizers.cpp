#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "OptimizerKernels.h"
#include "Parallel.h"
#include "Support.h"

using namespace ctorch;

namespace {

// What a thread does at least, and what sums are kept of, so that they do not depend on the number of threads.
constexpr int64_t part_elements = 1 << 15;

// Whether the elements of all tensors lie in the same order, without gaps.
bool lie_alike(const at::Tensor &parameter, std::initializer_list<at::Tensor> others) {
  const auto type = parameter.scalar_type();
  if (!parameter.is_cpu() || (type != at::kFloat && type != at::kDouble) || !parameter.is_non_overlapping_and_dense()) {
    return false;
  }
  return std::all_of(others.begin(), others.end(), [&](const at::Tensor &other) {
    if (!other.defined()) return true;
    if (!other.is_cpu() || other.scalar_type() != type || other.sizes() != parameter.sizes()) return false;
    for (int64_t d = 0; d < parameter.dim(); d++) {
      if (parameter.size(d) > 1 && other.stride(d) != parameter.stride(d)) return false;
    }
    return true;
  });
}

void check_shapes(const at::Tensor &parameter, std::initializer_list<at::Tensor> others) {
  for (const at::Tensor &other : others) {
    TORCH_CHECK(!other.defined() || other.sizes() == parameter.sizes(), "a step of a parameter of shape ",
                parameter.sizes(), " cannot take a tensor of shape ", other.sizes());
  }
}

// Runs body(zero of the type, first element, count) for parts of a tensor, spread over the threads.
template <typename Body>
void for_parts(const at::Tensor &tensor, Body body) {
  const int64_t count = tensor.numel(), parts = (count + part_elements - 1) / part_elements;
  parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) {
      const int64_t first = part * part_elements, own = std::min(part_elements, count - first);
      if (tensor.scalar_type() == at::kFloat) {
        body(float(), first, own);
      } else {
        body(double(), first, own);
      }
    }
  });
}

template <typename T>
T *elements(const at::Tensor &tensor) {
  return tensor.defined() ? tensor.mutable_data_ptr<T>() : nullptr;
}

double trust_ratio(double parameter_norm, double direction_norm, double trust) {
  return parameter_norm > 0 && direction_norm > 0 ? trust * parameter_norm / direction_norm : 1;
}

}  // namespace

ct_status ct_step_lars(ct_tensor parameter, ct_tensor gradient, ct_tensor momentum, double decay, double factor, bool scales,
                       double trust, double rate) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    const at::Tensor p = borrow(parameter), g = borrow(gradient), m = borrow(momentum);
    check_shapes(p, {g, m});
    if (!lie_alike(p, {g, m})) {
      const at::Tensor d = decay == 0 ? g : g.add(p, decay);
      const double ratio = scales ? trust_ratio(p.norm().item<double>(), d.norm().item<double>(), trust) : 1;
      m.mul_(factor).add_(d, ratio);
      p.add_(m, -rate);
      return;
    }
    double ratio = 1;
    if (scales) {
      std::vector<double> sums(static_cast<size_t>(2 * ((p.numel() + part_elements - 1) / part_elements)));
      for_parts(p, [&](auto zero, int64_t first, int64_t count) {
        using T = decltype(zero);
        optimizers::sums_of_squares(elements<T>(p) + first, elements<T>(g) + first, count, static_cast<T>(decay),
                                    &sums[2 * (first / part_elements)]);
      });
      double squares[2] = {0, 0};
      for (size_t i = 0; i < sums.size(); i++) squares[i % 2] += sums[i];
      ratio = trust_ratio(std::sqrt(squares[0]), std::sqrt(squares[1]), trust);
    }
    for_parts(p, [&](auto zero, int64_t first, int64_t count) {
      using T = decltype(zero);
      optimizers::step_lars(elements<T>(p) + first, elements<T>(g) + first, elements<T>(m) + first, count,
                            static_cast<T>(decay), static_cast<T>(factor), static_cast<T>(ratio), static_cast<T>(rate));
    });
    p.unsafeGetTensorImpl()->bump_version();
  });
}

ct_status ct_step_sgd(ct_tensor parameter, ct_tensor gradient, ct_tensor momentum, double decay, double factor, bool nesterov,
                      double rate) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    const at::Tensor p = borrow(parameter), g = borrow(gradient), m = optional(momentum);
    check_shapes(p, {g, m});
    if (!lie_alike(p, {g, m})) {
      const at::Tensor d = decay == 0 ? g : g.add(p, decay);
      if (m.defined()) m.mul_(factor).add_(d);
      if (!m.defined() || nesterov) p.add_(d, -rate);
      if (m.defined()) p.add_(m, nesterov ? -rate * factor : -rate);
      return;
    }
    for_parts(p, [&](auto zero, int64_t first, int64_t count) {
      using T = decltype(zero);
      T *kept = elements<T>(m);
      optimizers::step_sgd(elements<T>(p) + first, elements<T>(g) + first, kept ? kept + first : nullptr, count,
                           {static_cast<T>(decay), static_cast<T>(factor), static_cast<T>(rate),
                            static_cast<T>(rate * factor), nesterov});
    });
    p.unsafeGetTensorImpl()->bump_version();
  });
}

ct_status ct_step_adamw(ct_tensor parameter, ct_tensor gradient, ct_tensor first, ct_tensor second, double kept, double beta1,
                        double beta2, double correction2, double epsilon, double rate) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    const at::Tensor p = borrow(parameter), g = borrow(gradient), m = borrow(first), v = borrow(second);
    check_shapes(p, {g, m, v});
    if (!lie_alike(p, {g, m, v})) {
      p.mul_(kept);
      m.mul_(beta1).add_(g, 1 - beta1);
      v.mul_(beta2).addcmul_(g, g, 1 - beta2);
      p.addcdiv_(m, v.sqrt().mul_(correction2).add_(epsilon), -rate);
      return;
    }
    for_parts(p, [&](auto zero, int64_t start, int64_t count) {
      using T = decltype(zero);
      optimizers::step_adamw(
          elements<T>(p) + start, elements<T>(g) + start, elements<T>(m) + start, elements<T>(v) + start, count,
          {static_cast<T>(kept), static_cast<T>(beta1), static_cast<T>(1 - beta1), static_cast<T>(beta2),
           static_cast<T>(1 - beta2), static_cast<T>(correction2), static_cast<T>(epsilon), static_cast<T>(rate)});
    });
    p.unsafeGetTensorImpl()->bump_version();
  });
}
