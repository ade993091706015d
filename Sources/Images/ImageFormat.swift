/// A file format that can be decoded, told by a file's first bytes and never by its name.
public enum ImageFormat: String, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webp = "WebP"
  case bmp = "BMP"
  case tiff = "TIFF"
  case gif = "GIF"
  case heic = "HEIC"
  case avif = "AVIF"

  /// How many of a file's first bytes tell all that `detect` and `UnreadFormat.detect` can tell.
  public static let headerByteCount = 512

  /// All formats, as a sentence names them.
  public static let names = allCases.map(\.rawValue).joined(separator: ", ").replacing(", AVIF", with: " and AVIF")

  /// The name with its article, such as "an AVIF" or "a PNG".
  public var withArticle: String { self == .avif ? "an \(rawValue)" : "a \(rawValue)" }

  /// Recognizes a format by a file's first bytes; nil when it is none of these.
  ///
  /// Text never passes for an image, whatever letters it begins with.
  public static func detect(_ bytes: UnsafeRawBufferPointer) -> ImageFormat? {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if bytes.count >= 12 && bytes.starts(with: "RIFF".utf8) && bytes[8..<12].elementsEqual("WEBP".utf8) { return .webp }
    if bytes.count >= 14 && bytes.starts(with: "BM".utf8) {
      // The highest byte of where the pixels start, and those of the header's size: one or the other is never text.
      if bytes[13] == 0 || bytes.count >= 18 && bytes[15..<18].allSatisfy({ $0 == 0 }) { return .bmp }
    }
    if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return .gif }
    // 42 is the number of TIFF, 43 that of its variant for large files.
    for start in [[0x49, 0x49, 42, 0], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 42], [0x4D, 0x4D, 0, 43]] as [[UInt8]]
    where bytes.starts(with: start) {
      return UnreadFormat.detect(bytes) == nil ? .tiff : nil
    }
    return MediaBrands(bytes)?.format
  }

  /// Recognizes a format by a file's first bytes; nil when it is none of these.
  public static func detect(_ bytes: [UInt8]) -> ImageFormat? { bytes.withUnsafeBytes { detect($0) } }
}
