import Foundation

/// How many images each group has of each class.
struct ContingencyTable {
  /// The number of classes.
  let columns: Int
  private let counts: [Int]
  private let rowSums: [Int]
  private let columnSums: [Int]
  private let total: Int

  /// Counts pairs of numbers from 0 up.
  init(_ groups: [Int], _ classes: [Int]) {
    let rows = (groups.max() ?? 0) + 1
    columns = (classes.max() ?? 0) + 1
    var counts = [Int](repeating: 0, count: rows * columns)
    for (group, name) in zip(groups, classes) { counts[group * columns + name] += 1 }
    var (rowSums, columnSums) = ([Int](repeating: 0, count: rows), [Int](repeating: 0, count: columns))
    for (place, count) in counts.enumerated() {
      rowSums[place / columns] += count
      columnSums[place % columns] += count
    }
    (self.counts, self.rowSums, self.columnSums) = (counts, rowSums, columnSums)
    total = groups.count
  }

  var purity: Double {
    let best = rowSums.indices.map { counts[($0 * columns)..<(($0 + 1) * columns)].max() ?? 0 }
    return Double(best.reduce(0, +)) / Double(total)
  }

  var normalizedMutualInformation: Double {
    let entropies = entropy(rowSums) + entropy(columnSums)
    // One group and one class agree.
    guard entropies > 0 else { return 1 }
    let n = Double(total)
    var information = 0.0
    for (place, count) in counts.enumerated() where count > 0 {
      let expected = Double(rowSums[place / columns]) * Double(columnSums[place % columns])
      information += Double(count) / n * log(Double(count) * n / expected)
    }
    return max(information, 0) / (entropies / 2)
  }

  private func entropy(_ sums: [Int]) -> Double {
    sums.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / Double(total)
      return sum - share * log(share)
    }
  }

  var adjustedRandIndex: Double {
    func pairs(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
    let (both, groups, classes) = (pairs(counts), pairs(rowSums), pairs(columnSums))
    let all = Double(total) * Double(total - 1) / 2
    let expected = all > 0 ? groups * classes / all : 0
    let most = (groups + classes) / 2
    return most == expected ? 1 : (both - expected) / (most - expected)
  }
}
