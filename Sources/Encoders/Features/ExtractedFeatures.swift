import Torch

/// The features of some images, with what is known about each.
public struct ExtractedFeatures {
  /// One row per image, `[N, D]`, float32 on the processor.
  public let features: Tensor
  /// The class of each image; nil for an image without a label.
  public let labels: [Int?]
  /// The name of each image.
  public let names: [String]
  /// The position of each image in its data set; positions of images without a row are missing.
  public let indices: [Int]
  /// The name of each class, by label; empty where classes have no names.
  public let classNames: [String]
  /// What was said of each image that could not be read and has no row; one line each.
  public let skipped: [String]

  /// Features `[N, D]` with as many labels and names as rows.
  ///
  /// - Parameters:
  ///   - features: One row per image.
  ///   - labels: The class of each image.
  ///   - names: The name of each image.
  ///   - indices: The position of each image in its data set; nil if every image has a row.
  ///   - classNames: The name of each class.
  ///   - skipped: What was said of each image that has no row.
  /// - Throws: ``FeatureError`` if the counts do not fit, if there are no values, or if one is not finite.
  public init(
    features: Tensor, labels: [Int?], names: [String], indices: [Int]? = nil, classNames: [String] = [],
    skipped: [String] = []
  ) throws {
    guard features.dimensionCount == 2, features.elementCount > 0 else {
      throw FeatureError(
        "features of shape \(features.shape) cannot be evaluated; a matrix of one row per image is needed")
    }
    guard features.size(0) == labels.count, features.size(0) == names.count,
      indices?.count ?? names.count == names.count
    else {
      throw FeatureError(
        "\(features.size(0)) rows of features do not match \(labels.count) labels, \(names.count) names and "
          + "\(indices?.count ?? names.count) positions")
    }
    self.features = try withoutGradients { try features.detach().to(.cpu).to(.float32).contiguous() }
    self.labels = labels
    self.names = names
    self.indices = indices ?? Array(names.indices)
    self.classNames = classNames
    self.skipped = skipped
    try FeatureError.requireFinite(self.features) { names[$0] }
  }

  /// The number of images N.
  public var count: Int { labels.count }
  /// The number of features D.
  public var dimension: Int { features.size(1) }

  /// Some rows, in that order.
  public func subset(_ rows: [Int]) throws -> ExtractedFeatures {
    try ExtractedFeatures(
      features: features.indexSelect(0, Tensor.from(rows, shape: [rows.count])), labels: rows.map { labels[$0] },
      names: rows.map { names[$0] }, indices: rows.map { indices[$0] }, classNames: classNames)
  }

  /// Other features of the same images.
  package func replacing(_ features: Tensor) throws -> ExtractedFeatures {
    try ExtractedFeatures(
      features: features, labels: labels, names: names, indices: indices, classNames: classNames, skipped: skipped)
  }
}
