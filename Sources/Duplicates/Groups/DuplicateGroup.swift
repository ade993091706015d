/// Images that show the same picture.
public struct DuplicateGroup: Sendable, Encodable {
  /// The one to keep.
  public let kept: DuplicateImage
  /// Why that one: what it has before the others.
  public let reason: String
  /// The others, in the order of the data set.
  public let others: [DuplicateImage]

  /// Those that could go: all others but those that are the same file.
  public var surplus: [DuplicateImage] { others.filter { !$0.changes.contains(.sameFile) } }

  private enum CodingKeys: String, CodingKey { case kept = "keep", reason, others }
}
