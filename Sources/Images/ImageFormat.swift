/// A file format that can be decoded.
public enum ImageFormat: String, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webp = "WebP"
  case bmp = "BMP"

  /// Recognizes a format by a file's first bytes; nil when it is none of these.
  public static func detect(_ bytes: UnsafeRawBufferPointer) -> ImageFormat? {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if bytes.count >= 12 && bytes.starts(with: "RIFF".utf8) && bytes[8..<12].elementsEqual("WEBP".utf8) { return .webp }
    if bytes.count >= 14 && bytes.starts(with: "BM".utf8) { return .bmp }
    return nil
  }

  /// Recognizes a format by a file's first bytes; nil when it is none of these.
  public static func detect(_ bytes: [UInt8]) -> ImageFormat? { bytes.withUnsafeBytes { detect($0) } }
}
