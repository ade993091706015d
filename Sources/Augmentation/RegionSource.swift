import CImageKernels
import Images

/// Brings the part of an image that is needed into memory, from a file's bytes or from decoded pixels.
final class RegionSource {
  private let channels: Int
  private let decoder: ImageDecoder
  private let luminance = PixelBuffer()

  /// - Throws: `RecipeError` for a range of values that has not been measured.
  init(channels: Int, limits: DecodingLimits, valueRange: ValueRange) throws {
    guard valueRange != .data else {
      throw RecipeError("valueRange", "data stands for what is measured; measure it first, or write \"LOW,HIGH\"")
    }
    self.channels = channels
    decoder = ImageDecoder(limits: limits, valueRange: valueRange)
  }

  /// Calls `body` with pixels of at least the requested region; they are valid only inside.
  func withRegion<Result>(
    of source: ImageSource, _ request: (PixelSize) throws -> RegionRequest, _ body: (DecodedRegion) throws -> Result
  ) throws -> Result {
    switch source {
    case .encoded(let bytes):
      return try bytes.withUnsafeBytes { try body(decoder.decodeRegion(of: $0, channels: channels, request)) }
    case .decoded(let image):
      let wanted = try request(PixelSize(width: image.width, height: image.height)).region
      return try image.pixels.withUnsafeBufferPointer { pixels in
        guard let start = pixels.baseAddress else { throw ImageError(.damaged, "an image without pixels") }
        return try body(region(image, start, wanted))
      }
    }
  }

  private func region(_ image: Image, _ start: UnsafePointer<UInt8>, _ wanted: PixelRegion) -> DecodedRegion {
    let bytesPerRow = image.width * image.channels
    guard image.channels == 3 && channels == 1 else {
      return DecodedRegion(
        pixels: start, bytesPerRow: bytesPerRow, channels: image.channels, width: image.width, height: image.height)
    }
    let grey = luminance.reserve(wanted.width * wanted.height)
    for y in 0..<wanted.height {
      cik_luminance_interleaved(
        start + (wanted.y + y) * bytesPerRow + 3 * wanted.x, wanted.width, grey + y * wanted.width)
    }
    return DecodedRegion(
      pixels: UnsafePointer(grey), bytesPerRow: wanted.width, channels: 1, width: wanted.width, height: wanted.height,
      originX: Double(wanted.x), originY: Double(wanted.y))
  }
}
