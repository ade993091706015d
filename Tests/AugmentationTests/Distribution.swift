/// Comparison of two images that should be of one law.
enum Distribution {
  /// The largest distance of two images' distribution functions (Kolmogorov and Smirnov).
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    let (a, b) = (a.sorted(), b.sorted())
    var (i, j, largest) = (0, 0, 0.0)
    while i < a.count && j < b.count {
      let value = min(a[i], b[j])
      while i < a.count && a[i] <= value { i += 1 }
      while j < b.count && b[j] <= value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
  }

  /// The distance that two images of `count` from one law exceed once in ten thousand times.
  static func bound(count: Int) -> Double { 2.2 * (2.0 / Double(count)).squareRoot() }
}
