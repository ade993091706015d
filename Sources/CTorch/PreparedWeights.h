#pragma once

#include <ATen/ATen.h>
#include <c10/util/FunctionRef.h>

#include <map>
#include <mutex>
#include <utility>

namespace ctorch {

// What products may take a weight as: cast to autocast's type; or as the kernels of our own want it, for the way there and back.
enum class WeightForm { bfloat16, half, winograd, winograd_back, blocks, blocks_back, strided_blocks_back };

// Weights as products take them, each prepared once for all threads that use this object at the same time.
class PreparedWeights {
 public:
  // What `make` makes of the weight's values, or made before of the same values.
  at::Tensor prepared(const at::Tensor &weight, WeightForm form, c10::function_ref<at::Tensor()> make);

  // The weight in autocast's type: where derivatives are kept, a new node of the graph, so that each use has a gradient of its own,
  // in single precision as libtorch's cast gives it.
  at::Tensor rounded(const at::Tensor &weight, at::ScalarType type);

  // How many were prepared.
  int64_t count();

  // The object of the calling thread; null where every use prepares for itself.
  static PreparedWeights *&current();

 private:
  struct Prepared {
    at::Tensor weight;  // Kept, so that no other tensor comes to lie at its address.
    uint32_t version;
    at::Tensor values;
  };

  std::mutex mutex_;
  std::map<std::pair<const at::TensorImpl *, WeightForm>, Prepared> prepared_;
  int64_t count_ = 0;
};

// What `make` makes of the weight's values, shared where the calling thread shares.
at::Tensor prepared_weight(const at::Tensor &weight, WeightForm form, c10::function_ref<at::Tensor()> make);

// The weight as products under autocast take it: cast once for all who share it, where the calling thread shares; otherwise as it is,
// for autocast to cast.
at::Tensor shared_weight(const at::Tensor &weight);

}  // namespace ctorch
