import Torch

/// The projection of features on their first principal axes.
package struct PrincipalMap {
  /// The features in the coordinates of the axes, `[N, K]` float64, of which the first vary most.
  package let coordinates: Tensor
  /// The share of the total variance along each axis, from 0 to 1.
  package let varianceShares: [Double]

  /// Projects features `[N, D]` on at most `axes` axes.
  ///
  /// The sign of each axis is such that its largest component is positive, as in scikit-learn's `svd_flip`.
  package init(_ features: Tensor, axes: Int) throws {
    (coordinates, varianceShares) = try withoutGradients {
      let exact = try features.to(.float64)
      let centred = try exact - exact.mean([0], keep: true)
      let dimension = features.size(1)
      let kept = max(1, min(axes, dimension))
      let covariance = try centred.transpose().matmul(centred) / Double(max(features.size(0) - 1, 1))
      let (values, vectors) = try covariance.symmetricEigen()
      // Eigenvalues come in ascending order.
      let variances = try values.doubles().map { max($0, 0) }
      let total = variances.reduce(0, +)
      let directions = try vectors.narrow(1, start: dimension - kept, length: kept).flip(1).contiguous()
      let components = try directions.doubles()
      let signs = (0..<kept).map { axis -> Double in
        let column = stride(from: axis, to: components.count, by: kept).map { components[$0] }
        return (column.max { abs($0) < abs($1) } ?? 1) < 0 ? -1 : 1
      }
      let coordinates = try centred.matmul(directions * Tensor.from(signs, shape: [1, kept]))
      return (coordinates, variances.reversed().prefix(kept).map { total > 0 ? $0 / total : 0 })
    }
  }
}
