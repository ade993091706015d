import Synchronization

/// Sums up how long someone waited.
final class WaitClock: Sendable {
  private let nanoseconds = Atomic<Int>(0)

  /// The sum so far.
  var seconds: Double { Double(nanoseconds.load(ordering: .relaxed)) * 1e-9 }

  /// Runs `body` and returns its result with the time that it took, which is added to the sum.
  func measure<Result>(_ body: () throws(DatasetError) -> Result) throws(DatasetError) -> (Result, seconds: Double) {
    let start = ContinuousClock.now
    let result = try body()
    let elapsed = ContinuousClock.now - start
    let (seconds, attoseconds) = elapsed.components
    let waited = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    nanoseconds.add(waited, ordering: .relaxed)
    return (result, Double(waited) * 1e-9)
  }
}
