import Foundation

/// Maps the numbers of an axis to its length, from 0 to 1, with round numbers for its ticks.
package struct AxisScale: Equatable, Sendable {
  /// How lengths stand for numbers.
  package enum Kind: String, Sendable {
    /// Equal lengths for equal differences.
    case linear
    /// Equal lengths for equal ratios; only for numbers above 0.
    case logarithmic
  }

  package let kind: Kind
  /// The number at the start.
  package let lower: Double
  /// The number at the end, which is greater.
  package let upper: Double
  /// The numbers to label, ascending.
  package let ticks: [Double]

  /// A scale that covers `values`, of which those are left out that it cannot show.
  ///
  /// - Parameters:
  ///   - kind: How lengths stand for numbers.
  ///   - values: The numbers to show.
  ///   - includesZero: Lets a linear scale start, or end, at 0.
  ///   - isTight: Lets a linear scale end where the numbers do, instead of at the next tick.
  package init(_ kind: Kind, covering values: some Sequence<Double>, includesZero: Bool = false, isTight: Bool = false)
  {
    let shown = values.filter { $0.isFinite && abs($0) < 1e300 && (kind == .linear || $0 > 1e-300) }
    var (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
    if kind == .logarithmic, shown.isEmpty { (low, high) = (0.1, 1) }
    self.kind = kind
    switch kind {
    case .linear:
      if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
      if high - low <= 1e-9 * max(abs(low), abs(high)) || high == low {
        // One number alone stands in the middle of its axis.
        let margin = max(abs(high) * 0.1, 1e-9)
        (low, high) = (includesZero && low == 0 ? 0 : low - margin, high + margin)
      }
      let step = Self.roundStep((high - low) / 5)
      // What rounding adds to a bound that is a tick must not push it to the next one.
      let first = isTight ? (low / step - 1e-9).rounded(.up) : (low / step + 1e-9).rounded(.down)
      let last = isTight ? (high / step + 1e-9).rounded(.down) : (high / step - 1e-9).rounded(.up)
      ticks = stride(from: first, through: max(last, first), by: 1).map { $0 * step }
      (lower, upper) = isTight ? (low, high) : (ticks.first ?? low, ticks.last ?? high)
    case .logarithmic:
      if high <= low * 1.0001 { (low, high) = (low / 2, high * 2) }
      let decades = log10(high) - log10(low)
      let factors = decades <= 1.5 ? [1.0, 2, 3, 5] : decades <= 3 ? [1.0, 3] : [1.0]
      let first = Int(log10(low).rounded(.down))
      let last = Int(log10(high).rounded(.up))
      let candidates = (first...last).flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
      let start = candidates.last { $0 <= low * 1.0001 } ?? low
      let end = candidates.first { $0 >= high * 0.9999 } ?? high
      (lower, upper) = (start, end)
      let within = candidates.filter { $0 >= start * 0.9999 && $0 <= end * 1.0001 }
      let every = max(1, (within.count + 6) / 7)
      // Counted from the end: the largest number is the one that is looked for.
      ticks = within.enumerated().filter { (within.count - 1 - $0.offset) % every == 0 }.map(\.element)
    }
  }

  /// Where a number stands, from 0 to 1; nil for one that the scale cannot show.
  package func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch kind {
    case .linear: return min(max((value - lower) / (upper - lower), 0), 1)
    case .logarithmic:
      guard value > 0 else { return nil }
      // Ratios of extreme numbers overflow; differences of logarithms do not.
      return min(max((log(value) - log(lower)) / (log(upper) - log(lower)), 0), 1)
    }
  }

  /// 1, 2 or 5 times a power of ten, at least `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let factor = [1.0, 2, 5, 10].first { $0 * power >= step * 0.9999 } ?? 10
    return factor * power
  }
}
