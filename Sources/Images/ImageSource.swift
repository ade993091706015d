/// Where an image's pixels come from: memory, or a file's bytes that are still to be decoded.
public enum ImageSource: Sendable {
  /// Pixels that are ready to use.
  case decoded(Image)
  /// The bytes of a JPEG, PNG, WebP or BMP file.
  case encoded([UInt8])
}
