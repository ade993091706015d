#include "FusedNormalization.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "Parallel.h"

namespace ctorch::normalization {

namespace {

// Wide enough for four vectors.
constexpr int64_t least_columns = 64;
// A part of a matrix that is worth a thread.
constexpr int64_t part_elements = 1 << 15;
constexpr int64_t most_slabs = 128;

at::MemoryFormat format_of(const at::Tensor &tensor) {
  return tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

bool is_dense(const at::Tensor &tensor) { return tensor.is_contiguous(format_of(tensor)); }

// Calls body with a null pointer of the stored type and one of the type of the arithmetic.
template <typename Body>
void dispatch(const at::Tensor &tensor, Body body) {
  switch (tensor.scalar_type()) {
    case at::kBFloat16: return body(static_cast<bits16 *>(nullptr), static_cast<float *>(nullptr));
    case at::kFloat: return body(static_cast<float *>(nullptr), static_cast<float *>(nullptr));
    default: return body(static_cast<double *>(nullptr), static_cast<double *>(nullptr));
  }
}

at::ScalarType arithmetic_type(at::ScalarType stored) { return stored == at::kDouble ? at::kDouble : at::kFloat; }

template <typename T>
const T *read(const at::Tensor &tensor) {
  return tensor.defined() ? static_cast<const T *>(tensor.const_data_ptr()) : nullptr;
}
template <typename T>
T *changed(const at::Tensor &tensor) {
  return tensor.defined() ? static_cast<T *>(tensor.mutable_data_ptr()) : nullptr;
}

// A row of numbers of each feature, repeated for the rows that are joined.
template <typename A>
std::vector<A> repeated(const A *values, const Layout &layout) {
  std::vector<A> result(static_cast<size_t>(layout.columns));
  for (int64_t start = 0; start < layout.columns; start += layout.features) {
    std::copy_n(values, layout.features, result.begin() + start);
  }
  return result;
}

// From which end a thread works on its parts. What a pass has read last is still in a cache when the next one begins there.
enum class Order { forwards, backwards };

// Runs body(slab, first element, rows, first column, columns) for the parts, spread over the threads.
template <typename Body>
void for_parts(const Layout &layout, Order order, Body body) {
  parallel_for(0, layout.slabs * layout.blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t part = order == Order::forwards ? i : begin + end - 1 - i;
      const int64_t slab = part / layout.blocks, column = part % layout.blocks * layout.block_columns;
      const int64_t row = slab * layout.slab_rows;
      body(slab, row * layout.columns + column, std::min(layout.slab_rows, layout.rows - row), column,
           std::min(layout.block_columns, layout.columns - column));
    }
  });
}

// The coefficients of a layout's columns.
template <typename A>
struct Columns {
  std::vector<A> mean, scale, shift;

  Columns(const at::Tensor &coefficients, const Layout &layout) {
    const A *rows = read<A>(coefficients);
    mean = repeated(rows, layout);
    scale = repeated(rows + layout.features, layout);
    shift = repeated(rows + 2 * layout.features, layout);
  }
  Affine<A> from(int64_t column) const { return {&mean[column], &scale[column], &shift[column]}; }
};

std::vector<double> doubles(const at::Tensor &tensor) {
  const at::Tensor wide = tensor.detach().to(at::kDouble).contiguous();
  return {wide.const_data_ptr<double>(), wide.const_data_ptr<double>() + wide.numel()};
}

// running ← (1 − momentum) · running + momentum · value
void move(const at::Tensor &running, const std::vector<double> &values, double factor, double momentum) {
  dispatch(running, [&](auto, auto *type) {
    using A = std::remove_pointer_t<decltype(type)>;
    A *to = changed<A>(running);
    for (size_t i = 0; i < values.size(); i++) {
      to[i] = static_cast<A>((1 - momentum) * static_cast<double>(to[i]) + momentum * (values[i] * factor));
    }
  });
}

at::Tensor made_of(const std::vector<double> &values, const at::Tensor &like, const double *factors = nullptr) {
  at::Tensor result = at::empty({static_cast<int64_t>(values.size())}, like.options());
  dispatch(result, [&](auto, auto *type) {
    using A = std::remove_pointer_t<decltype(type)>;
    A *to = changed<A>(result);
    for (size_t i = 0; i < values.size(); i++) to[i] = static_cast<A>(factors ? values[i] * factors[i] : values[i]);
  });
  return result;
}

}  // namespace

Layout::Layout(const at::Tensor &tensor) {
  features = tensor.size(1);
  const int64_t all = tensor.numel() / features;
  joined = 1;
  if (features < least_columns) {
    // Whole vectors if possible, and several.
    const int64_t least = 16 / std::gcd(features, int64_t(16));
    const int64_t wide = least * ((least_columns + least * features - 1) / (least * features));
    joined = all % wide == 0 ? wide : all % least == 0 ? least : 1;
  }
  rows = all / joined;
  columns = features * joined;
  block_columns = std::min(columns, most_columns);
  blocks = (columns + block_columns - 1) / block_columns;
  slab_rows = std::max(part_elements / block_columns, (rows + most_slabs - 1) / most_slabs);
  slabs = (rows + slab_rows - 1) / slab_rows;
}

bool fits(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual,
          const at::Tensor &running_mean, const at::Tensor &running_variance) {
  const auto type = input.scalar_type();
  if (type != at::kBFloat16 && type != at::kFloat && type != at::kDouble) return false;
  if (!input.is_cpu() || (input.dim() != 2 && input.dim() != 4) || !is_dense(input)) return false;
  // A single value has no variance; libtorch knows what becomes of it.
  if (input.numel() == 0 || input.numel() / input.size(1) < 2) return false;
  if (residual.defined() && (!residual.is_cpu() || residual.scalar_type() != type || residual.sizes() != input.sizes())) {
    return false;
  }
  const auto is_row = [&](const at::Tensor &tensor) {
    return tensor.is_cpu() && tensor.is_contiguous() && tensor.scalar_type() == arithmetic_type(type) &&
           tensor.numel() == input.size(1);
  };
  return weight.defined() && bias.defined() && is_row(weight) && is_row(bias) &&
         running_mean.defined() == running_variance.defined() && (!running_mean.defined() || is_row(running_mean)) &&
         (!running_variance.defined() || is_row(running_variance));
}

Statistics statistics_of(const at::Tensor &input) {
  const Layout layout(input);
  std::vector<double> means(static_cast<size_t>(layout.slabs * layout.columns)), squares(means.size());
  dispatch(input, [&](auto *type, auto) {
    using T = std::remove_pointer_t<decltype(type)>;
    const T *from = read<T>(input);
    for_parts(layout, Order::forwards, [&](int64_t slab, int64_t first, int64_t rows, int64_t column, int64_t columns) {
      const int64_t at = slab * layout.columns + column;
      statistics(from + first, rows, columns, layout.columns, &means[at], &squares[at]);
    });
  });
  // Part after part, in their order.
  Statistics result{0, std::vector<double>(static_cast<size_t>(layout.features)),
                    std::vector<double>(static_cast<size_t>(layout.features))};
  for (int64_t slab = 0; slab < layout.slabs; slab++) {
    const auto rows = static_cast<double>(std::min(layout.slab_rows, layout.rows - slab * layout.slab_rows));
    for (int64_t start = 0; start < layout.columns; start += layout.features) {
      const double *mean = &means[slab * layout.columns + start], *square = &squares[slab * layout.columns + start];
      const double share = rows / (result.count + rows), weight = result.count * share;
      for (int64_t c = 0; c < layout.features; c++) {
        const double distance = mean[c] - result.means[c];
        result.means[c] += distance * share;
        result.squares[c] += square[c] + distance * distance * weight;
      }
      result.count += rows;
    }
  }
  return result;
}

at::Tensor coefficients(const std::vector<double> &means, const std::vector<double> &variances, const at::Tensor &weight,
                        const at::Tensor &bias, double epsilon) {
  const auto features = static_cast<int64_t>(means.size());
  at::Tensor result = at::empty({4, features}, weight.options());
  dispatch(weight, [&](auto, auto *type) {
    using A = std::remove_pointer_t<decltype(type)>;
    const A *weights = read<A>(weight), *biases = read<A>(bias);
    A *rows = changed<A>(result);
    for (int64_t c = 0; c < features; c++) {
      const double inverse = 1 / std::sqrt(variances[c] + epsilon);
      rows[c] = static_cast<A>(means[c]);
      rows[features + c] = static_cast<A>(static_cast<double>(weights[c]) * inverse);
      rows[2 * features + c] = biases[c];
      rows[3 * features + c] = static_cast<A>(inverse);
    }
  });
  return result;
}

at::Tensor written(const at::Tensor &input, const at::Tensor &residual, const at::Tensor &coefficients, bool rectifies) {
  const Layout layout(input);
  at::Tensor output = at::empty_like(input, format_of(input));
  dispatch(input, [&](auto *stored, auto *arithmetic) {
    using T = std::remove_pointer_t<decltype(stored)>;
    using A = std::remove_pointer_t<decltype(arithmetic)>;
    const Columns<A> columns(coefficients, layout);
    const T *from = read<T>(input), *added = read<T>(residual);
    T *to = changed<T>(output);
    for_parts(layout, Order::backwards, [&](int64_t, int64_t first, int64_t rows, int64_t column, int64_t width) {
      write(from + first, added ? added + first : nullptr, to + first, rows, width, layout.columns, columns.from(column),
            rectifies);
    });
  });
  return output;
}

GradientSums gradient_sums(const at::Tensor &input, const at::Tensor &gradient, const at::Tensor &output,
                           const at::Tensor &passed, const at::Tensor &coefficients, Rectifier rectifier) {
  const Layout layout(input);
  std::vector<double> sums(static_cast<size_t>(layout.slabs * layout.columns)), products(sums.size());
  dispatch(input, [&](auto *stored, auto *arithmetic) {
    using T = std::remove_pointer_t<decltype(stored)>;
    using A = std::remove_pointer_t<decltype(arithmetic)>;
    const Columns<A> columns(coefficients, layout);
    const bool stores = rectifier == Rectifier::stored;
    const T *from = read<T>(input), *down = read<T>(gradient), *out = stores ? read<T>(output) : from;
    T *to = changed<T>(passed);
    for_parts(layout, Order::forwards, [&](int64_t slab, int64_t first, int64_t rows, int64_t column, int64_t width) {
      const int64_t at = slab * layout.columns + column;
      reduce(from + first, down + first, out + first, stores ? to + first : nullptr, rows, width, layout.columns,
             columns.from(column), rectifier, &sums[at], &products[at]);
    });
  });
  GradientSums result{std::vector<double>(static_cast<size_t>(layout.features)),
                      std::vector<double>(static_cast<size_t>(layout.features))};
  for (int64_t start = 0; start < layout.slabs * layout.columns; start += layout.features) {
    for (int64_t c = 0; c < layout.features; c++) {
      result.sums[c] += sums[start + c];
      result.products[c] += products[start + c];
    }
  }
  return result;
}

at::Tensor written_gradient(const at::Tensor &input, const at::Tensor &gradient, const at::Tensor &coefficients,
                            const GradientSums *sums, double count, Rectifier rectifier) {
  const Layout layout(input);
  at::Tensor result = at::empty_like(input, format_of(input));
  dispatch(input, [&](auto *stored, auto *arithmetic) {
    using T = std::remove_pointer_t<decltype(stored)>;
    using A = std::remove_pointer_t<decltype(arithmetic)>;
    const Columns<A> columns(coefficients, layout);
    const A *rows = read<A>(coefficients);
    // dx = γ/σ · (g − Σg/n − (x − μ)/σ² · Σg(x − μ)/n)
    std::vector<A> offset(static_cast<size_t>(layout.features)), factor(offset.size());
    for (int64_t c = 0; sums && c < layout.features; c++) {
      const auto scale = static_cast<double>(rows[layout.features + c]);
      const auto inverse = static_cast<double>(rows[3 * layout.features + c]);
      offset[c] = static_cast<A>(scale * sums->sums[c] / count);
      factor[c] = static_cast<A>(scale * inverse * inverse * sums->products[c] / count);
    }
    offset = repeated(offset.data(), layout);
    factor = repeated(factor.data(), layout);
    const T *from = read<T>(input), *down = read<T>(gradient);
    T *to = changed<T>(result);
    for_parts(layout, Order::backwards, [&](int64_t, int64_t first, int64_t row_count, int64_t column, int64_t width) {
      write_gradient(from + first, down + first, to + first, row_count, width, layout.columns, columns.from(column),
                     &offset[column], &factor[column], rectifier);
    });
  });
  return result;
}

namespace {

using torch::autograd::variable_list;

// The statistics are taken before it: `rows` are what ``coefficients`` gives. Weight and bias are there for their gradients.
struct FusedNormalization : torch::autograd::Function<FusedNormalization> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                            const at::Tensor &bias, const std::optional<at::Tensor> &residual, const at::Tensor &rows,
                            bool training, bool rectifies) {
    static_cast<void>(weight);
    static_cast<void>(bias);
    at::Tensor output = written(input, residual ? residual->contiguous(format_of(input)) : at::Tensor(), rows, rectifies);
    const Rectifier rectifier = !rectifies ? Rectifier::absent : residual ? Rectifier::stored : Rectifier::recomputed;
    context->save_for_backward({input, rows, rectifier == Rectifier::stored ? output : at::Tensor()});
    context->saved_data["rectifier"] = static_cast<int64_t>(rectifier);
    context->saved_data["training"] = training;
    context->saved_data["adds"] = residual.has_value();
    return output;
  }

  static variable_list backward(torch::autograd::AutogradContext *context, variable_list gradients) {
    variable_list results(7);
    if (!gradients[0].defined()) return results;
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &input = saved[0], &rows = saved[1], &output = saved[2];
    const auto rectifier = static_cast<Rectifier>(context->saved_data["rectifier"].toInt());
    const bool stores = rectifier == Rectifier::stored, training = context->saved_data["training"].toBool();
    at::Tensor gradient = gradients[0].contiguous(format_of(input));
    const at::Tensor passed = stores ? at::empty_like(input, format_of(input)) : at::Tensor();
    const GradientSums sums = gradient_sums(input, gradient, output, passed, rows, rectifier);
    if (stores) gradient = passed;
    if (context->needs_input_grad(0)) {
      results[0] = written_gradient(input, gradient, rows, training ? &sums : nullptr, Layout(input).count(),
                                    stores ? Rectifier::absent : rectifier);
    }
    const at::Tensor inverse = rows.select(0, 3);
    results[1] = made_of(sums.products, inverse, doubles(inverse).data());
    results[2] = made_of(sums.sums, inverse);
    if (context->saved_data["adds"].toBool()) results[3] = gradient;
    return results;
  }
};

}  // namespace

at::Tensor fused(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &residual,
                 const at::Tensor &running_mean, const at::Tensor &running_variance, bool training, double momentum,
                 double epsilon, bool rectifies) {
  at::Tensor rows;
  if (training) {
    const Statistics statistics = statistics_of(input);
    std::vector<double> variances = statistics.squares;
    for (double &value : variances) value /= statistics.count;
    rows = coefficients(statistics.means, variances, weight, bias, epsilon);
    if (running_mean.defined()) {
      move(running_mean, statistics.means, 1, momentum);
      move(running_variance, variances, statistics.count / (statistics.count - 1), momentum);
    }
  } else {
    rows = coefficients(doubles(running_mean), doubles(running_variance), weight, bias, epsilon);
  }
  return FusedNormalization::apply(input, weight, bias, residual.defined() ? std::make_optional(residual) : std::nullopt,
                                   rows, training, rectifies);
}

}  // namespace ctorch::normalization
