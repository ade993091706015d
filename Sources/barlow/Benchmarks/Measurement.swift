import Foundation

/// The times of repeated runs.
struct Measurement {
  /// The seconds of each run, in order.
  let seconds: [Double]

  /// Runs `body` once to warm up, then `runs` times.
  init(runs: Int, _ body: () throws -> Void) throws {
    try body()
    seconds = try (0..<runs).map { _ in
      try Interruption.check()
      let start = ContinuousClock.now
      try body()
      let time = ContinuousClock.now - start
      return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    }
  }

  /// The middle of the times.
  var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The least of the times.
  var minimum: Double { seconds.min() ?? 0 }
}
