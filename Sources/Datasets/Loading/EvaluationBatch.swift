/// Some images as a model sees them when it is measured or used, with what is known about them.
///
/// It never changes.
public final class EvaluationBatch: Sendable {
  /// `[N, H, W, C]`.
  public let view: HostBuffer
  /// The position in the data set of the image in each row.
  public let indices: [Int]
  /// The class of the image in each row; nil for an image without a label.
  public let labels: [Int?]
  /// The name of the image in each row.
  public let names: [String]
  /// How long the caller waited for this batch.
  public let waitSeconds: Double

  init(view: HostBuffer, indices: [Int], labels: [Int?], names: [String], waitSeconds: Double) {
    self.view = view
    self.indices = indices
    self.labels = labels
    self.names = names
    self.waitSeconds = waitSeconds
  }

  /// The number of images.
  public var count: Int { indices.count }
}
