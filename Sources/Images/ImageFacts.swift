/// What is to be said of an image's file beside its pixels.
public struct ImageFacts: Sendable, Equatable {
  /// The format.
  public let format: ImageFormat
  /// The size of the upright image as it is decoded.
  public let size: PixelSize
  /// The bits of a stored value, such as 16; 8 stands for 8 and fewer.
  public let bits: Int
  /// The smallest and the largest stored value of an image of more than 8 bits; nil for others.
  public let values: ClosedRange<Int>?
  /// Whether other pictures follow the one that is decoded: later pages of a TIFF file, later frames of an animation.
  public let hasMorePictures: Bool
  /// By how much the image is shrunk because it exceeds the limits; 1 for one that does not.
  public let shrink: Int
}

extension ImageDecoder {
  /// Looks at a file; one of more than 8 bits is decoded for its values.
  ///
  /// - Throws: `ImageError` when it cannot be decoded.
  public func facts(of bytes: UnsafeRawBufferPointer) throws -> ImageFacts {
    let file = try open(bytes)
    guard let format = ImageFormat.detect(bytes) else { throw ImageError.notAnImage(bytes) }
    var values: ClosedRange<Int>?
    if file.bits > 8 {
      measuresValues = true
      measuredValues = nil
      defer { measuresValues = false }
      _ = try decode(bytes, channels: 1)
      values = measuredValues
    }
    let hasMore: Bool
    switch file {
    case .jpeg, .bmp: hasMore = false
    case .png: hasMore = PNGChunks(bytes).contains { $0.name == "acTL" }
    case .webp(let file): hasMore = file.isAnimated
    case .tiff(let file): hasMore = file.hasMorePages
    case .heif(let file): hasMore = file.pictureCount > 1
    case .gif(let file):
      try file.read(tolerant: true, into: buffer.reserve(file.size.width * file.size.height * 3))
      hasMore = file.hasMorePictures
    }
    return ImageFacts(
      format: format, size: file.size, bits: file.bits, values: values, hasMorePictures: hasMore, shrink: file.shrink)
  }

  /// Looks at a file; one of more than 8 bits is decoded for its values.
  ///
  /// - Throws: `ImageError` when it cannot be decoded.
  public func facts(of bytes: [UInt8]) throws -> ImageFacts { try bytes.withUnsafeBytes { try facts(of: $0) } }

  /// The bits of a stored value, such as 16; 8 stands for 8 and fewer.
  ///
  /// - Throws: `ImageError` when the header cannot be read or exceeds the limits.
  public func bits(of bytes: [UInt8]) throws -> Int { try bytes.withUnsafeBytes { try open($0).bits } }
}

extension ImageDecoder.OpenFile {
  /// The bits of a stored value; 8 stands for 8 and fewer.
  fileprivate var bits: Int {
    switch self {
    case .png(let file): file.bits
    case .tiff(let file): max(file.bits, 8)
    case .jpeg, .webp, .bmp, .gif, .heif: 8
    }
  }

  /// By how much the image is shrunk in any case.
  fileprivate var shrink: Int { if case .jpeg(_, let header) = self { header.shrink } else { 1 } }
}
