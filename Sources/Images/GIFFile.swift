import CImageCodecs

/// A GIF file that has been read up to its first picture.
final class GIFFile {
  let size: PixelSize
  private let gif: OpaquePointer

  /// Reads the header of the file in `bytes`, which must stay in place as long as the object lives.
  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    var info = cic_gif_info()
    var pointer: OpaquePointer?
    try ImageError.check(.gif) {
      cic_gif_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &pointer, &info, $0)
    }
    guard let pointer else { throw ImageError(.outOfMemory, "no memory for the GIF decoder") }
    gif = pointer
    size = PixelSize(width: Int(info.width), height: Int(info.height))
    try limits.check(width: size.width, height: size.height)
  }

  deinit { cic_gif_finish(gif) }

  /// Decodes the first picture on its canvas to RGB, rows without gaps.
  func read(tolerant: Bool, into pixels: UnsafeMutablePointer<UInt8>) throws {
    try ImageError.check(.gif) { cic_gif_read(gif, tolerant ? 1 : 0, pixels, $0) }
  }

  /// Whether other pictures follow the first, which has been read.
  var hasMorePictures: Bool { cic_gif_has_more_pictures(gif) != 0 }
}
