/// A curve with about as many points as a drawing has columns: the mean of each stretch, and its extremes.
package struct SampledCurve: Equatable, Sendable {
  /// What became of the points of one stretch.
  package struct Point: Equatable, Sendable {
    package let x: Double
    package let mean: Double
    package let minimum: Double
    package let maximum: Double
  }

  /// What the lowest and the highest number of a point are.
  package enum Band: Equatable, Sendable {
    /// The extremes of a stretch of several points.
    case extremes
    /// The ends of the interval that holds the true number with a probability of 95 %.
    case interval
  }

  /// The stretches in order.
  package let points: [Point]
  /// What the band around the curve is; nil for a line without one.
  package let band: Band?

  /// A curve of few points, each in the middle of an interval of which `halfWidths` are the halves.
  package init(x: [Double], y: [Double], halfWidths: [Double]) {
    precondition(x.count == y.count && y.count == halfWidths.count, "a curve has a y and an interval for each x")
    points = zip(zip(x, y), halfWidths)
      .filter { $0.0.isFinite && $0.1.isFinite && $1.isFinite }
      .map { Point(x: $0.0, mean: $0.1, minimum: $0.1 - $1, maximum: $0.1 + $1) }
    band = .interval
  }

  /// Condenses the points `(x[i], y[i])`, in ascending order of x, to at most `limit`.
  ///
  /// Numbers that are not finite are left out. The first and the last point keep their x.
  package init(x: [Double], y: [Double], limit: Int = 320) {
    precondition(x.count == y.count && limit > 1, "a curve has a y for each x")
    let finite = zip(x, y).filter { $0.0.isFinite && $0.1.isFinite }
    guard finite.count > limit else {
      points = finite.map { Point(x: $0.0, mean: $0.1, minimum: $0.1, maximum: $0.1) }
      band = nil
      return
    }
    band = .extremes
    points = (0..<limit).map { stretch in
      let range = (stretch * finite.count / limit)..<((stretch + 1) * finite.count / limit)
      var (sum, low, high) = (0.0, Double.infinity, -Double.infinity)
      for (_, value) in finite[range] {
        sum += value / Double(range.count)
        low = min(low, value)
        high = max(high, value)
      }
      let place =
        stretch == 0 ? 0 : stretch == limit - 1 ? finite.count - 1 : (range.lowerBound + range.upperBound - 1) / 2
      return Point(x: finite[place].0, mean: sum, minimum: low, maximum: high)
    }
  }
}
