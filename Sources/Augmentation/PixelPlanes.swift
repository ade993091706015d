import CImageKernels
import Images

/// An 8-bit square or rectangle of pixels, one plane per channel, on which the operations of a view work in place.
///
/// Planes rather than interleaved pixels: each operation is then the same for every value or combines three equally
/// long rows, which vector instructions do well. The memory is kept for the next image. Every operation has the 8-bit
/// semantics of Pillow, which torchvision uses for its own images.
public final class PixelPlanes {
  /// The number of columns.
  public private(set) var width = 0
  /// The number of rows.
  public private(set) var height = 0
  /// 1 for grey, 3 for RGB.
  public private(set) var channels = 1
  private let memory = PixelBuffer()
  let scratch = PixelBuffer()

  /// Planes without any pixels yet.
  public init() {}

  /// The number of pixels.
  var count: Int { width * height }

  /// The first value of a channel.
  func plane(_ channel: Int) -> UnsafeMutablePointer<UInt8> { memory.bytes + channel * count }

  /// Makes room for pixels whose values are not set yet.
  func resize(width: Int, height: Int, channels: Int) {
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    self.width = width
    self.height = height
    self.channels = channels
    _ = memory.reserve(count * channels)
  }

  /// Copies an image.
  public func load(_ image: Image) {
    resize(width: image.width, height: image.height, channels: image.channels)
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let start = pixels.baseAddress else { return }
      if channels == 1 {
        plane(0).update(from: start, count: count)
      } else {
        cik_deinterleave(start, count, plane(0), plane(1), plane(2))
      }
    }
  }

  /// Makes three equal channels of one.
  func replicate() {
    guard channels == 1 else { return }
    let pixels = count
    // The three planes need more room than the one has; growing would lose it.
    let copy = scratch.reserve(pixels)
    copy.update(from: plane(0), count: pixels)
    resize(width: width, height: height, channels: 3)
    for c in 0..<3 { plane(c).update(from: copy, count: pixels) }
  }

  /// A copy of the pixels.
  public var image: Image {
    let pixels = [UInt8](unsafeUninitializedCapacity: count * channels) { target, filled in
      filled = count * channels
      guard let start = target.baseAddress else { return }
      if channels == 1 {
        start.update(from: plane(0), count: count)
      } else {
        cik_interleave(plane(0), plane(1), plane(2), count, start)
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}
