import Images

/// What counts as a duplicate.
public struct DuplicateSettings: Sendable {
  /// Whether only files of the same bytes are looked for, which reads but files of equal sizes and decodes nothing.
  public var isExact = false
  /// How far the details of two pictures must agree, from 0 to 1.
  public var threshold: Float = DuplicateSettings.usualThreshold
  /// The least cosine of a model's features by which images are duplicates whatever their pixels; nil for none.
  public var leastCosine: Float?
  /// How values of more than 8 bits become 8.
  public var valueRange = ValueRange.full

  /// Copies of photographs agree more than this, other photographs less; docs/duplicates.md has the measurement.
  public static let usualThreshold: Float = 0.9

  public init() {}
}
