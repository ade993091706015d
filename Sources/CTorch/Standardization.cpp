#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "Parallel.h"
#include "Support.h"
#include "Vectorized.h"

using namespace ctorch;

namespace {

// A block of columns stays in a cache from pass to pass; narrower ones would save little and touch a new page at each row.
constexpr int64_t block_bytes = 4 << 20;
constexpr int64_t most_columns = 512;
// Sums of this many rows are kept in single precision before they are added in double precision.
constexpr int64_t chunk_rows = 32;

int64_t columns_per_block(int64_t rows, int64_t element_size) {
  int64_t columns = block_bytes / (std::max<int64_t>(rows, 1) * element_size);
  return std::clamp<int64_t>(columns / 16 * 16, 16, most_columns);
}

// Adds term(row, column) over all rows to sums[column]; rows in chunks, so that rounding does not grow with the batch.
template <typename T, typename Term>
CT_INLINE void sum_columns(int64_t rows, int64_t columns, double *sums, Term term) {
  T partial[most_columns];
  for (int64_t c = 0; c < columns; c++) sums[c] = 0;
  for (int64_t start = 0; start < rows; start += chunk_rows) {
    int64_t end = std::min(start + chunk_rows, rows);
    for (int64_t c = 0; c < columns; c++) partial[c] = 0;
    for (int64_t r = start; r < end; r++) {
      for (int64_t c = 0; c < columns; c++) partial[c] += term(r, c);
    }
    for (int64_t c = 0; c < columns; c++) sums[c] += partial[c];
  }
}

template <typename T>
CT_INLINE void standardize_columns(const T *in, T *out, T *inverse, int64_t rows, int64_t columns, int64_t stride,
                                   double epsilon) {
  double sums[most_columns];
  T mean[most_columns];
  sum_columns<T>(rows, columns, sums, [=](int64_t r, int64_t c) { return in[r * stride + c]; });
  for (int64_t c = 0; c < columns; c++) mean[c] = static_cast<T>(sums[c] / static_cast<double>(rows));
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < columns; c++) out[r * stride + c] = in[r * stride + c] - mean[c];
  }
  // The rounded mean is off by a rounding of its size, which matters where the spread is small beside it; the differences
  // are nearly exact, so a second centring removes what the first one left.
  sum_columns<T>(rows, columns, sums, [=](int64_t r, int64_t c) { return out[r * stride + c]; });
  for (int64_t c = 0; c < columns; c++) mean[c] = static_cast<T>(sums[c] / static_cast<double>(rows));
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < columns; c++) out[r * stride + c] -= mean[c];
  }
  sum_columns<T>(rows, columns, sums, [=](int64_t r, int64_t c) { return out[r * stride + c] * out[r * stride + c]; });
  for (int64_t c = 0; c < columns; c++) {
    inverse[c] = static_cast<T>(1 / std::sqrt(sums[c] / static_cast<double>(rows) + epsilon));
  }
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < columns; c++) out[r * stride + c] *= inverse[c];
  }
}

template <typename T>
CT_INLINE void standardize_backward_columns(T *gradient, const T *values, const T *inverse, int64_t rows,
                                            int64_t columns, int64_t stride) {
  double sums[most_columns], products[most_columns];
  T mean[most_columns], product[most_columns];
  sum_columns<T>(rows, columns, sums, [=](int64_t r, int64_t c) { return gradient[r * stride + c]; });
  sum_columns<T>(rows, columns, products,
                 [=](int64_t r, int64_t c) { return gradient[r * stride + c] * values[r * stride + c]; });
  for (int64_t c = 0; c < columns; c++) {
    mean[c] = static_cast<T>(sums[c] / static_cast<double>(rows));
    product[c] = static_cast<T>(products[c] / static_cast<double>(rows));
  }
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < columns; c++) {
      int64_t i = r * stride + c;
      gradient[i] = (gradient[i] - mean[c] - values[i] * product[c]) * inverse[c];
    }
  }
}

template <typename T>
CT_INLINE void mean_squared_difference_columns(const T *a, const T *b, T *out, int64_t rows, int64_t columns,
                                               int64_t stride) {
  double sums[most_columns];
  sum_columns<T>(rows, columns, sums, [=](int64_t r, int64_t c) {
    T difference = a[r * stride + c] - b[r * stride + c];
    return difference * difference;
  });
  for (int64_t c = 0; c < columns; c++) out[c] = static_cast<T>(sums[c] / static_cast<double>(rows));
}

// Overloads rather than templates: only plain functions can be compiled for several instruction sets.

MULTIVERSIONED void standardize_block(const float *in, float *out, float *inverse, int64_t rows, int64_t columns,
                                 int64_t stride, double epsilon) {
  standardize_columns(in, out, inverse, rows, columns, stride, epsilon);
}
MULTIVERSIONED void standardize_block(const double *in, double *out, double *inverse, int64_t rows, int64_t columns,
                                 int64_t stride, double epsilon) {
  standardize_columns(in, out, inverse, rows, columns, stride, epsilon);
}
MULTIVERSIONED void backward_block(float *gradient, const float *values, const float *inverse, int64_t rows, int64_t columns,
                              int64_t stride) {
  standardize_backward_columns(gradient, values, inverse, rows, columns, stride);
}
MULTIVERSIONED void backward_block(double *gradient, const double *values, const double *inverse, int64_t rows,
                              int64_t columns, int64_t stride) {
  standardize_backward_columns(gradient, values, inverse, rows, columns, stride);
}
MULTIVERSIONED void difference_block(const float *a, const float *b, float *out, int64_t rows, int64_t columns,
                                int64_t stride) {
  mean_squared_difference_columns(a, b, out, rows, columns, stride);
}
MULTIVERSIONED void difference_block(const double *a, const double *b, double *out, int64_t rows, int64_t columns,
                                int64_t stride) {
  mean_squared_difference_columns(a, b, out, rows, columns, stride);
}

// Runs body(first column, number of columns) for blocks of columns, spread over the threads.
template <typename Body>
void for_column_blocks(int64_t rows, int64_t columns, int64_t element_size, Body body) {
  const int64_t width = columns_per_block(rows, element_size);
  const int64_t count = (columns + width - 1) / width;
  parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++) {
      int64_t first = block * width;
      body(first, std::min(width, columns - first));
    }
  });
}

bool is_plain(const at::Tensor &tensor) {
  return tensor.is_cpu() && tensor.is_contiguous() &&
         (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble);
}

void check_matrix(const at::Tensor &tensor) {
  TORCH_CHECK(tensor.dim() == 2 && tensor.size(0) > 0 && tensor.size(1) > 0,
              "embeddings must be a matrix with rows and columns, not of shape ", tensor.sizes());
}

template <typename Body>
void dispatch(const at::Tensor &tensor, Body body) {
  if (tensor.scalar_type() == at::kFloat) {
    body(float());
  } else {
    body(double());
  }
}

}  // namespace

ct_status ct_standardize(ct_tensor embeddings, double epsilon, ct_tensor *values, ct_tensor *inverse_deviation) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    at::Tensor in = borrow(embeddings).detach();
    check_matrix(in);
    if (in.is_cpu()) in = in.contiguous();
    at::Tensor out, inverse;
    if (is_plain(in)) {
      const int64_t rows = in.size(0), columns = in.size(1);
      out = at::empty_like(in);
      inverse = at::empty({columns}, in.options());
      dispatch(in, [&](auto zero) {
        using T = decltype(zero);
        const T *from = in.const_data_ptr<T>();
        T *to = out.mutable_data_ptr<T>(), *scale = inverse.mutable_data_ptr<T>();
        for_column_blocks(rows, columns, sizeof(T), [&](int64_t first, int64_t count) {
          standardize_block(from + first, to + first, scale + first, rows, count, columns, epsilon);
        });
      });
    } else {
      out = in - in.mean(0, true);
      out.sub_(out.mean(0, true));
      inverse = out.square().mean(0).add_(epsilon).rsqrt_();
      out.mul_(inverse);
    }
    *values = wrap(out);
    *inverse_deviation = wrap(inverse);
  });
}

ct_status ct_standardize_backward_(ct_tensor gradient, ct_tensor values, ct_tensor inverse_deviation) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    at::Tensor g = borrow(gradient), v = borrow(values), inverse = borrow(inverse_deviation);
    check_matrix(g);
    TORCH_CHECK(g.sizes() == v.sizes() && g.scalar_type() == v.scalar_type() && inverse.numel() == g.size(1) &&
                    inverse.scalar_type() == g.scalar_type(),
                "a gradient of shape ", g.sizes(), " does not belong to values of shape ", v.sizes());
    if (is_plain(g) && is_plain(v) && is_plain(inverse)) {
      const int64_t rows = g.size(0), columns = g.size(1);
      dispatch(g, [&](auto zero) {
        using T = decltype(zero);
        T *to = g.mutable_data_ptr<T>();
        const T *from = v.const_data_ptr<T>(), *scale = inverse.const_data_ptr<T>();
        for_column_blocks(rows, columns, 2 * sizeof(T), [&](int64_t first, int64_t count) {
          backward_block(to + first, from + first, scale + first, rows, count, columns);
        });
      });
    } else {
      at::Tensor product = (g * v).mean(0, true);
      g.sub_(g.mean(0, true)).addcmul_(v, product, -1).mul_(inverse);
    }
  });
}

ct_status ct_mean_squared_difference(ct_tensor a, ct_tensor b, ct_tensor *out) {
  return guarded([&] {
    c10::NoGradGuard no_grad;
    at::Tensor left = borrow(a), right = borrow(b);
    check_matrix(left);
    TORCH_CHECK(left.sizes() == right.sizes() && left.scalar_type() == right.scalar_type(),
                "two batches must have the same shape, not ", left.sizes(), " and ", right.sizes());
    at::Tensor result;
    if (is_plain(left) && is_plain(right)) {
      const int64_t rows = left.size(0), columns = left.size(1);
      result = at::empty({columns}, left.options());
      dispatch(left, [&](auto zero) {
        using T = decltype(zero);
        const T *x = left.const_data_ptr<T>(), *y = right.const_data_ptr<T>();
        T *to = result.mutable_data_ptr<T>();
        for_column_blocks(rows, columns, 2 * sizeof(T), [&](int64_t first, int64_t count) {
          difference_block(x + first, y + first, to + first, rows, count, columns);
        });
      });
    } else {
      result = (left - right).square().mean(0);
    }
    *out = wrap(result);
  });
}
