/// How a step gets by with less memory than its batch would take on the way through the backbone, for more time.
public struct MemorySaving: Equatable, Sendable {
  /// The number of micro-batches that go through the backbone one after the other; 1 for the whole batch at once.
  ///
  /// The loss stays that of the whole batch, which GradCache showed for contrastive losses (Gao et al., arXiv 2101.06983). A
  /// backbone's batch normalization is over each micro-batch, the projector's over the whole batch.
  public var microBatches: Int
  /// Whether only what goes into each of the backbone's segments is kept, and the rest computed again on the way back
  /// (Chen et al., arXiv 1604.06174): the same numbers.
  public var recomputes: Bool

  public init(microBatches: Int = 1, recomputes: Bool = false) {
    precondition(microBatches >= 1, "a batch is at least one micro-batch")
    self.microBatches = microBatches
    self.recomputes = recomputes
  }

  /// Nothing is computed twice.
  public static let none = MemorySaving()
}
