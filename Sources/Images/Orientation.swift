/// How a camera held the picture: the EXIF tag that tells how stored pixels become an upright image.
enum Orientation: Int {
  case upright = 1
  case mirrored
  case upsideDown
  case flipped
  case transposed
  case turnedClockwise
  case transversed
  case turnedCounterclockwise

  /// Whether rows become columns.
  var swapsAxes: Bool { rawValue >= 5 }
  /// Whether an upright column (row, with swapped axes) counts from the stored image's far end.
  var reversesX: Bool { self == .mirrored || self == .upsideDown || self == .turnedClockwise || self == .transversed }
  /// Whether an upright row (column, with swapped axes) counts from the stored image's far end.
  var reversesY: Bool {
    self == .upsideDown || self == .flipped || self == .turnedCounterclockwise || self == .transversed
  }

  /// The size of the upright image.
  func upright(_ stored: PixelSize) -> PixelSize { swapsAxes ? stored.transposed : stored }

  /// The stored pixels that become `region` of the upright image whose size is `upright`.
  func stored(_ region: PixelRegion, upright size: PixelSize) -> PixelRegion {
    let x = reversesX ? size.width - region.x - region.width : region.x
    let y = reversesY ? size.height - region.y - region.height : region.y
    return swapsAxes
      ? PixelRegion(x: y, y: x, width: region.height, height: region.width)
      : PixelRegion(x: x, y: y, width: region.width, height: region.height)
  }

  /// Writes the upright picture of `size` (the stored picture's) into `target`, rows without gaps.
  func apply(
    _ source: UnsafePointer<UInt8>, bytesPerRow: Int, size: PixelSize, channels: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let upright = upright(size)
    var write = target
    for y in 0..<upright.height {
      let row = reversesY ? upright.height - 1 - y : y
      for x in 0..<upright.width {
        let column = reversesX ? upright.width - 1 - x : x
        let offset = swapsAxes ? column * bytesPerRow + row * channels : row * bytesPerRow + column * channels
        for c in 0..<channels { write[c] = source[offset + c] }
        write += channels
      }
    }
  }
}
