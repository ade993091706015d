/// Which rows of a batch each process has: parts that differ by a pair at most, one behind the other.
///
/// Of an even batch every part is even, since some of libtorch's kernels cannot train odd ones.
public struct BatchShares: Equatable, Sendable {
  /// The number of rows of each process.
  public let counts: [Int]

  /// - Parameters:
  ///   - count: The number of rows of the batch.
  ///   - size: The number of processes.
  public init(of count: Int, among size: Int) {
    precondition(count >= 0 && size >= 1, "\(count) rows cannot be shared among \(size)")
    let unit = count % 2 == 0 ? 2 : 1
    let units = count / unit
    counts = (0..<size).map { unit * (units / size + ($0 < units % size ? 1 : 0)) }
  }

  /// The rows of a process.
  public func rows(of rank: Int) -> Range<Int> {
    let start = counts[..<rank].reduce(0, +)
    return start..<(start + counts[rank])
  }
}
