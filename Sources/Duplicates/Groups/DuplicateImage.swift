import Images

/// An image of a group of duplicates.
public struct DuplicateImage: Sendable, Encodable {
  /// Its position in the data set.
  public let index: Int
  /// Its path where it has a file of its own, else its name in the data set.
  public let path: String
  /// Whether it has a file of its own, so that its path leads to it.
  public let isFile: Bool
  /// Its width in pixels; 0 where it was not decoded.
  public let width: Int
  /// Its height in pixels; 0 where it was not decoded.
  public let height: Int
  /// The number of bytes of its file; 0 where it has none.
  public let sizeBytes: Int
  /// What it differs in from the one to keep, which differs in nothing.
  public let changes: [DuplicateChange]
  /// How far its details agree with those of the one to keep, at most 1; nil where they were not compared.
  public let similarity: Float?

  private enum CodingKeys: String, CodingKey { case path, isFile, width, height, sizeBytes, changes, similarity }
}
