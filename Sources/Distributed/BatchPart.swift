import Torch

/// A process's part of every batch of a training: some rows, of which the other processes have the rest.
///
/// A part that is the ``whole`` gives back what it is given.
public struct BatchPart {
  /// Those who have the other rows.
  public let group: ProcessGroup
  /// Which rows each has; nil where the batch is whole, whatever its size.
  private let shares: BatchShares?

  /// The part of a process.
  ///
  /// - Parameters:
  ///   - batchSize: The number of rows of the batches that they share.
  ///   - group: The processes.
  public init(of batchSize: Int, in group: ProcessGroup) {
    self.group = group
    shares = group.isAlone ? nil : BatchShares(of: batchSize, among: group.size)
  }

  /// A batch that a process has for itself.
  public static var whole: BatchPart { BatchPart(of: 0, in: .alone) }

  /// The rows of a batch of `count` that this process has.
  public func rows(of count: Int) -> Range<Int> { shares?.rows(of: group.rank) ?? 0..<count }

  /// The own rows of a batch that other processes share; nil where it is whole.
  public var ownRows: [Int]? { shares.map { Array($0.rows(of: group.rank)) } }

  /// The number of rows of the whole batch, of which this process has `own`.
  public func wholeCount(own: Int) -> Int { shares?.counts.reduce(0, +) ?? own }

  /// The tensor `[N, ...]` of the whole batch, of which this process gives its rows; not recorded.
  public func gather(_ own: Tensor, as kind: TrafficKind = .embeddings) throws -> Tensor {
    try shares.map { try group.gather(own, shares: $0, as: kind) } ?? own
  }

  /// The own rows of a tensor `[N, ...]` of the whole batch.
  public func own(_ whole: Tensor) throws -> Tensor { try shares.map { try group.own(whole, shares: $0) } ?? whole }
}
