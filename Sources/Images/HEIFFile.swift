import CImageCodecs

/// A HEIC or AVIF file whose boxes have been read.
final class HEIFFile {
  /// The size of the primary picture, upright: the boxes for turning, mirroring and cropping are honoured.
  let size: PixelSize
  /// How many pictures there are at the top level.
  let pictureCount: Int
  private let format: ImageFormat
  private let heif: OpaquePointer

  /// libheif counts bytes of four channels in 32 bits, and writes elsewhere beyond.
  private static let largestSide = 23_170

  /// Reads the header of the file in `bytes`, which must stay in place as long as the object lives.
  init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, limits: DecodingLimits) throws {
    self.format = format
    guard let tiled = TiledPictures(bytes) else {
      throw ImageError(.damaged, "a picture of tiles that are not in the file")
    }
    for canvas in tiled.canvases { try limits.check(width: canvas.width, height: canvas.height) }
    var info = cic_heif_info()
    var pointer: OpaquePointer?
    try ImageError.check(format) {
      cic_heif_open(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count,
        Int32(clamping: min(max(limits.maximumWidth, limits.maximumHeight), Self.largestSide)), &pointer, &info, $0)
    }
    guard let pointer else { throw ImageError(.outOfMemory, "no memory for the \(format.rawValue) decoder") }
    heif = pointer
    size = PixelSize(width: Int(info.width), height: Int(info.height))
    pictureCount = Int(info.pictures)
    try limits.check(width: size.width, height: size.height)
  }

  deinit { cic_heif_finish(heif) }

  /// Decodes the primary picture to RGB, rows without gaps.
  func read(into pixels: UnsafeMutablePointer<UInt8>) throws {
    try ImageError.check(format) { cic_heif_read(heif, pixels, $0) }
  }
}
