import Torch

/// The features of some images, with what is known about each.
public struct ExtractedFeatures {
  /// One row per image, `[N, D]`, float32 on the processor.
  public let features: Tensor
  /// The class of each image; nil for an image without a label.
  public let labels: [Int?]
  /// The name of each image.
  public let names: [String]
  /// The name of each class, by label; empty where classes have no names.
  public let classNames: [String]
  /// What was said of each image that could not be read and has no row; one line each.
  public let skipped: [String]

  /// Features `[N, D]` with as many labels and names as rows.
  ///
  /// - Throws: ``EvaluationError`` if the counts do not fit, if there are no values, or if one is not finite.
  public init(
    features: Tensor, labels: [Int?], names: [String], classNames: [String] = [], skipped: [String] = []
  ) throws {
    guard features.dimensionCount == 2, features.elementCount > 0 else {
      throw EvaluationError(
        .badData, "features of shape \(features.shape) cannot be evaluated; a matrix of one row per image is needed")
    }
    guard features.size(0) == labels.count, features.size(0) == names.count else {
      throw EvaluationError(
        .badData,
        "\(features.size(0)) rows of features do not match \(labels.count) labels and \(names.count) names")
    }
    self.features = try withoutGradients { try features.detach().to(.cpu).to(.float32).contiguous() }
    self.labels = labels
    self.names = names
    self.classNames = classNames
    self.skipped = skipped
    guard try self.features.isFinite() else {
      throw EvaluationError(
        .badData,
        "the features\(try firstBadRow()) hold a value that is infinite or not a number; "
          + "was the training sound?")
    }
  }

  /// The number of images N.
  public var count: Int { labels.count }
  /// The number of features D.
  public var dimension: Int { features.size(1) }

  /// The rows `indices`, in that order.
  public func subset(_ indices: [Int]) throws -> ExtractedFeatures {
    try ExtractedFeatures(
      features: features.indexSelect(0, Tensor.from(indices, shape: [indices.count])),
      labels: indices.map { labels[$0] }, names: indices.map { names[$0] }, classNames: classNames)
  }

  /// The labels, all of which must be known.
  ///
  /// - Throws: ``EvaluationError`` that counts the images without one; `role` names the images.
  func requireLabels(of role: String) throws -> [Int] {
    let known = labels.compactMap { $0 }
    guard known.count == labels.count else {
      throw EvaluationError(
        .badData,
        "\(labels.count - known.count) of the \(labels.count) \(role) images have no label; "
          + "put each class into a folder of its own"
      )
    }
    return known
  }

  private func firstBadRow() throws -> String {
    for row in 0..<count where try !features.narrow(start: row, length: 1).isFinite() { return " of \(names[row])" }
    return ""
  }
}
