/// The squared Ward distances of all pairs of groups that are not joined yet.
struct WardDistances {
  private let count: Int
  private var sizes: [Double]
  private var isOpen: [Bool]
  /// The pairs (i, j) with i < j, row after row.
  private var values: [Double]

  init(_ features: some FeatureRows, weights: [Int]) {
    count = features.count
    sizes = weights.map(Double.init)
    isOpen = Array(repeating: true, count: count)
    let (count, dimension) = (count, features.dimension)
    let sizes = sizes
    values = features.withRows(0..<count) { rows in
      var values: [Double] = []
      values.reserveCapacity(count * (count - 1) / 2)
      for first in 0..<count {
        for second in (first + 1)..<max(count, first + 1) {
          var sum = 0.0
          for place in 0..<dimension {
            let difference = Double(rows[first * dimension + place]) - Double(rows[second * dimension + place])
            sum += difference * difference
          }
          values.append(2 * sizes[first] * sizes[second] / (sizes[first] + sizes[second]) * sum)
        }
      }
      return values
    }
  }

  /// The first group that is not joined into another.
  var firstOpen: Int { isOpen.firstIndex(of: true) ?? 0 }

  private func place(_ a: Int, _ b: Int) -> Int {
    let (i, j) = a < b ? (a, b) : (b, a)
    return i * (2 * count - i - 1) / 2 + j - i - 1
  }

  /// The nearest other group; among equals `preferred`, without which a chain might not end, and then the first.
  func nearest(to group: Int, preferring preferred: Int?) -> (Int, Double) {
    var (best, least) = (preferred ?? -1, preferred.map { values[place(group, $0)] } ?? .infinity)
    for other in 0..<count where isOpen[other] && other != group {
      let value = values[place(group, other)]
      if value < least || best < 0 { (best, least) = (other, value) }
    }
    return (best, least)
  }

  /// Joins two groups, which are then one under the second number.
  mutating func join(_ first: Int, into second: Int) {
    let (n, m, own) = (sizes[first], sizes[second], values[place(first, second)])
    isOpen[first] = false
    for other in 0..<count where isOpen[other] && other != second {
      let k = sizes[other]
      let (a, b) = (values[place(first, other)], values[place(second, other)])
      values[place(second, other)] = ((n + k) * a + (m + k) * b - k * own) / (n + m + k)
    }
    sizes[second] = n + m
  }
}
