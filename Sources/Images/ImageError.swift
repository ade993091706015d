/// Why a file's bytes did not become an image.
///
/// The message names no file: whoever read the bytes knows their name and puts it in front.
public struct ImageError: Error, Equatable, Sendable {
  /// The reason's kind.
  public enum Kind: String, Sendable {
    /// The bytes are no image that can be decoded here.
    case unsupportedFormat
    /// The bytes begin like an image but break its format's rules or end too early.
    case damaged
    /// The image exceeds the `DecodingLimits`.
    case tooLarge
    /// There is not enough memory for the pixels.
    case outOfMemory
  }

  /// The reason's kind.
  public let kind: Kind
  /// The reason in one line, such as "a PDF file, which is not read".
  public let reason: String

  /// An error of a kind, for a reason that fits one line.
  public init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }
}

extension ImageError {
  /// Says what bytes of no format that is read are, where that can be told.
  static func notAnImage(_ bytes: UnsafeRawBufferPointer) -> ImageError {
    if bytes.isEmpty { return ImageError(.unsupportedFormat, "an empty file") }
    guard let kind = UnreadFormat.detect(bytes) else {
      return ImageError(.unsupportedFormat, "not a \(ImageFormat.names.replacing(" and ", with: " or ")) file")
    }
    return notAnImage(kind)
  }

  /// Says that a file is of a kind that is recognized, but not read.
  static func notAnImage(_ kind: UnreadFormat) -> ImageError {
    ImageError(.unsupportedFormat, "\(kind.withArticle), which is not read; \(kind.remedy)")
  }
}

extension ImageError: CustomStringConvertible {
  public var description: String { reason }
}
