import CImageKernels
import Images

/// Crops, resizes and mirrors decoded pixels into planes in one go.
final class Resampler {
  private let horizontal = AxisWeights()
  private let vertical = AxisWeights()
  private let columns = PixelBuffer()
  private let tile = PixelBuffer()
  private let rows = PixelBuffer()

  /// Resizes `crop` (in pixels of the whole upright image) to `size` and keeps the part `window` of the result.
  ///
  /// As in Pillow after a crop, pixels outside `crop` do not contribute, columns are resampled before rows, and values
  /// are rounded to 8 bits in between.
  func resample(
    _ source: DecodedRegion, crop: PixelRegion, to size: PixelSize, window: PixelRegion,
    _ interpolation: Interpolation, isFlipped: Bool, into planes: PixelPlanes
  ) {
    let x = Extent(crop.x, crop.width, source.shrink, origin: source.originX, count: source.width)
    let y = Extent(crop.y, crop.height, source.shrink, origin: source.originY, count: source.height)
    let across = horizontal.prepare(
      interpolation, start: x.start, extent: x.length, inputCount: x.count, outputs: size.width,
      range: window.x..<(window.x + window.width))
    let down = vertical.prepare(
      interpolation, start: y.start, extent: y.length, inputCount: y.count, outputs: size.height,
      range: window.y..<(window.y + window.height))
    let needed = cik_resample_scratch(
      Int32(x.count), Int32(y.count), Int32(window.width), Int32(source.channels))
    planes.resize(width: window.width, height: window.height, channels: source.channels)
    cik_resample(
      source.pixels + y.first * source.bytesPerRow + x.first * source.channels, source.bytesPerRow, Int32(x.count),
      Int32(source.channels), across, down, isFlipped ? 1 : 0, columns.reserve(needed.columns),
      tile.reserve(needed.tile), rows.reserve(needed.rows), planes.plane(0))
  }

  /// One axis of a crop within decoded pixels.
  private struct Extent {
    /// The first decoded column or row that the crop touches.
    let first: Int
    /// How many it touches.
    let count: Int
    /// Where in the first one the crop begins.
    let start: Double
    let length: Double

    init(_ position: Int, _ size: Int, _ shrink: Int, origin: Double, count available: Int) {
      let exact = Double(position) / Double(shrink) - origin
      length = Double(size) / Double(shrink)
      first = Int(exact.rounded(.down))
      start = exact - exact.rounded(.down)
      count = min(Int((start + length).rounded(.up)), available - first)
      precondition(first >= 0 && count > 0, "the crop lies inside the decoded region")
    }
  }
}
