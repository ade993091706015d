import BarlowTwins

/// What was seen of a network at one moment of its training; a line of `monitor.jsonl`.
public struct MonitorRecord: Codable, Equatable, Sendable {
  /// The number of steps done; 0 before the first.
  public var step: Int
  /// The number of epochs done, with its fraction.
  public var epoch: Double
  /// How long it took, in seconds; nil in records of versions that did not tell.
  public var seconds: Double?
  /// The diagnosis of the embeddings of fresh views; nil if it was not asked for.
  public var diagnosis: EmbeddingSummary?
  /// How well neighbours tell the class of held-out images; nil if it was not asked for.
  public var knn: OnlineKNN?

  public init(step: Int, epoch: Double, diagnosis: EmbeddingSummary? = nil, knn: OnlineKNN? = nil) {
    self.step = step
    self.epoch = epoch
    self.diagnosis = diagnosis
    self.knn = knn
  }

  /// The record without how long it took: what two runs of the same training agree in.
  public var withoutTime: MonitorRecord {
    var record = self
    record.seconds = nil
    return record
  }
}
