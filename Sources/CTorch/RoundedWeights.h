#pragma once

#include <ATen/ATen.h>

#include <mutex>
#include <unordered_map>

namespace ctorch {

// Weights in autocast's type, each cast once for all threads that use this object at the same time.
class RoundedWeights {
 public:
  // The weight in autocast's type, sharing what was cast before of the same values: where derivatives are kept, a new node of
  // the graph, so that each use has a gradient of its own, in single precision as libtorch's cast gives it.
  at::Tensor rounded(const at::Tensor &weight, at::ScalarType type);

  // How many casts were made.
  int64_t cast_count();

  // The object of the calling thread; null where every use casts for itself.
  static RoundedWeights *&current();

 private:
  struct Cast {
    at::Tensor weight;  // Kept, so that no other tensor comes to lie at its address.
    uint32_t version;
    at::Tensor values;
  };

  at::Tensor cast(const at::Tensor &weight, at::ScalarType type);

  std::mutex mutex_;
  std::unordered_map<const at::TensorImpl *, Cast> casts_;
  int64_t cast_count_ = 0;
};

// The weight as products under autocast take it: cast once for all who share it, where the calling thread shares; otherwise as it is,
// for autocast to cast.
at::Tensor shared_weight(const at::Tensor &weight);

}  // namespace ctorch
