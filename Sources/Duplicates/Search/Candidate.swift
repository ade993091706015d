/// Two images that may show the same picture.
struct Candidate: Sendable {
  /// The row of the image that is placed.
  let first: Int
  /// The row of the image that it may equal when it is placed so.
  let second: Int
  /// How the first is placed.
  let placement: Placement
  /// How similar their descriptors are.
  let similarity: Float
}
