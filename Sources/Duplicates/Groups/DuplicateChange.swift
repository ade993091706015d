/// What an image differs in from the one of its group that is worth keeping.
public enum DuplicateChange: String, Sendable, Encodable, CaseIterable {
  /// It is the same file by another path: a link. There is nothing to gain by removing it.
  case sameFile = "same file"
  /// Its bytes are the same.
  case copy = "exact copy"
  /// It has another number of pixels.
  case resized
  /// It was written again, in another format or with another quality.
  case reencoded = "re-encoded"
  /// It is turned.
  case rotated
  /// It is mirrored, and perhaps turned.
  case mirrored
  /// One of the two shows a part of the other.
  case cropped
  /// Its colours, its brightness or its contrast are others.
  case recolored = "recoloured"
  /// It is like the one to keep by the features of a model only, or by way of another image of the group.
  case similar
}
