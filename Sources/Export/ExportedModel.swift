/// What was written, and how it is used.
public struct ExportedModel: Equatable, Sendable, Encodable {
  /// The format.
  public let format: String
  /// The files, the main one first.
  public let files: [String]
  /// What the features are: `representation`, `whitened` or `embedding`.
  public let features: String
  /// How many there are of an image.
  public let dimension: Int
  /// A few lines of Python that load it and compute the features of `photo.jpg`.
  public let snippet: String
}
