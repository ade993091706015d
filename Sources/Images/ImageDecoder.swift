/// Decodes JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC and AVIF files, told by their contents; one per thread, since it keeps its codec and its memory for the next file.
///
/// Pictures come out upright (orientations in EXIF, XMP, texts of PNG files and the boxes of HEIC files are honoured) with
/// 8 bits per channel. Conversions follow Pillow's `convert("RGB")` and `convert("L")`: alpha is dropped, palettes are looked
/// up, luminance is ITU-R 601 in 16-bit fixed point, CMYK JPEG files are taken as inverted, animations give their first frame,
/// files of several pages their first. One thing differs: 16-bit grey keeps its high byte, or is mapped by the `valueRange`,
/// where Pillow clips.
///
/// Every pixel comes from the file. A JPEG or PNG file that lacks only its end is used; one that ends before its pixels do is
/// an error that says how much of it is there.
public final class ImageDecoder {
  /// What the decoder accepts.
  public let limits: DecodingLimits
  /// How values of 12 and 16 bits become 8.
  public let valueRange: ValueRange
  let buffer = PixelBuffer()
  let uprightBuffer = PixelBuffer()
  private var jpegReader: JPEGReader?
  /// The smallest and largest deep value of the last image, where they are asked for; see `measuresValues`.
  var measuredValues: ClosedRange<Int>?
  /// Whether `measuredValues` is kept.
  var measuresValues = false

  /// A decoder that accepts files within `limits` and maps their deep values by `valueRange`.
  public init(limits: DecodingLimits = DecodingLimits(), valueRange: ValueRange = .full) {
    precondition(valueRange != .data, "the range of the data has been measured")
    self.limits = limits
    self.valueRange = valueRange
  }

  /// The size of the upright image in `bytes`.
  ///
  /// - Throws: `ImageError` when the header cannot be read or exceeds the limits.
  public func size(of bytes: UnsafeRawBufferPointer) throws -> PixelSize { try open(bytes).size }

  /// The size of the upright image in `bytes`.
  ///
  /// - Throws: `ImageError` when the header cannot be read or exceeds the limits.
  public func size(of bytes: [UInt8]) throws -> PixelSize { try bytes.withUnsafeBytes { try size(of: $0) } }

  /// Decodes a whole file to 1 (grey) or 3 (RGB) channels.
  ///
  /// - Throws: `ImageError`.
  public func decode(_ bytes: UnsafeRawBufferPointer, channels: Int) throws -> Image {
    let decoded = try decodeRegion(of: bytes, channels: channels) { RegionRequest(region: PixelRegion(whole: $0)) }
    return Image(decoded, channels: channels)
  }

  /// Decodes a whole file to 1 (grey) or 3 (RGB) channels.
  ///
  /// - Throws: `ImageError`.
  public func decode(_ bytes: [UInt8], channels: Int) throws -> Image {
    try bytes.withUnsafeBytes { try decode($0, channels: channels) }
  }

  /// Decodes the part of a file that `request` asks for once it knows the size of the upright image.
  ///
  /// A JPEG file is decoded at 1/2, 1/4 or 1/8 of its size where the request allows that, which the codec does by leaving
  /// out frequencies, and only the blocks that the region needs are computed. The other formats come at full size; of a TIFF
  /// file only the strips or tiles that the region needs are decoded.
  ///
  /// - Returns: A region that holds at least the requested pixels, in memory that the decoder's next use overwrites.
  /// - Throws: `ImageError`, and what `request` throws.
  public func decodeRegion(
    of bytes: UnsafeRawBufferPointer, channels: Int, _ request: (PixelSize) throws -> RegionRequest
  ) throws -> DecodedRegion {
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    let file = try open(bytes)
    let wanted = try request(file.size)
    precondition(wanted.region.lies(in: file.size), "the region lies inside the image")
    switch file {
    case .jpeg(let reader, let header):
      return try decodeJPEG(bytes, reader, header, wanted, channels: channels)
    case .png(let file): return try decodePNG(file, wanted, channels: channels)
    case .webp(let file): return try decodeWebP(file, wanted, channels: channels)
    case .bmp(let file): return try decodeBMP(bytes, file, wanted, channels: channels)
    case .tiff(let file): return try decodeTIFF(file, wanted, channels: channels)
    case .gif(let file): return try decodeGIF(file, channels: channels)
    case .heif(let file): return try decodeHEIF(file, channels: channels)
    }
  }

  /// A file whose header has been read.
  enum OpenFile {
    case jpeg(JPEGReader, JPEGReader.Header)
    case png(PNGFile)
    case webp(WebPFile)
    case bmp(BMPFile)
    case tiff(TIFFFile)
    case gif(GIFFile)
    case heif(HEIFFile)

    /// The size of the upright image.
    var size: PixelSize {
      switch self {
      case .jpeg(_, let header): header.orientation.upright(header.stored)
      case .png(let file): file.orientation.upright(file.stored)
      case .webp(let file): file.orientation.upright(file.stored)
      case .bmp(let file): file.size
      case .tiff(let file): file.orientation.upright(file.stored)
      case .gif(let file): file.size
      case .heif(let file): file.size
      }
    }
  }

  func open(_ bytes: UnsafeRawBufferPointer) throws -> OpenFile {
    switch ImageFormat.detect(bytes) {
    case .jpeg:
      let reader = try jpegReader ?? JPEGReader()
      jpegReader = reader
      return .jpeg(reader, try reader.open(bytes, limits: limits))
    case .png: return .png(try PNGFile(bytes, limits: limits))
    case .webp: return .webp(try WebPFile(bytes, limits: limits))
    case .bmp: return .bmp(try BMPFile(bytes, limits: limits))
    case .tiff: return .tiff(try TIFFFile(bytes, limits: limits))
    case .gif: return .gif(try GIFFile(bytes, limits: limits))
    case .heic: return .heif(try HEIFFile(bytes, .heic, limits: limits))
    case .avif: return .heif(try HEIFFile(bytes, .avif, limits: limits))
    case nil: throw ImageError.notAnImage(bytes)
    }
  }
}
