import Formatting

/// How well the classes of nearest neighbours tell the class of an image.
public struct KNNResult: Equatable, Sendable, Codable {
  /// The share of images whose class is told correctly, 0 to 1.
  public let top1: Double
  /// The share of images whose class is one of the five with the most votes, 0 to 1; nil with five classes or fewer.
  public let top5: Double?
  /// The number of neighbours that vote.
  public let k: Int
  /// The temperature τ of the votes.
  public let temperature: Double
  /// The number of images that were classified.
  public let images: Int
  /// The number of classes among the labelled images.
  public let classes: Int
}

extension KNNResult: CustomStringConvertible {
  public var description: String {
    "kNN top-1 \(NumberText.percent(top1)) (cosine similarity, k \(k), temperature \(temperature), "
      + "\(images) images, \(classes) classes)"
  }
}
