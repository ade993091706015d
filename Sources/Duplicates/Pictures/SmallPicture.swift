import Images

/// A picture as it is compared: luminance on 64 × 64 cells, whatever its shape, and colour on 8 × 8.
struct SmallPicture: Sendable {
  /// The cells of luminance along a side.
  static let side = 64
  /// The cells of colour along a side.
  static let colorSide = 8
  /// The bytes of one.
  static let byteCount = side * side + 2 * colorSide * colorSide

  /// Luminance row by row, then the two differences of colour by ITU-R 601 from 128, row by row.
  let bytes: [UInt8]

  /// The picture of a decoded image whose size is `size`.
  init(_ image: DecodedRegion, size: PixelSize) {
    let scale = Double(image.shrink)
    let (width, height) = (Double(size.width) / scale, Double(size.height) / scale)
    let across = AreaAverage(from: 0, to: width, count: Self.side, available: image.width)
    let down = AreaAverage(from: 0, to: height, count: Self.side, available: image.height)
    var mean = [Float](repeating: 0, count: Self.side * Self.side * 3)
    var row = [Float](repeating: 0, count: Self.side * 3)
    var last = -1
    mean.withUnsafeMutableBufferPointer { mean in
      row.withUnsafeMutableBufferPointer { row in
        down.forEachWeight { y, cell, weight in
          guard let start = row.baseAddress else { return }
          if y != last {
            row.update(repeating: 0)
            across.add(image.pixels + y * image.bytesPerRow, channels: image.channels, factor: 1, to: start)
            last = y
          }
          for place in 0..<(Self.side * 3) { mean[cell * Self.side * 3 + place] += weight * row[place] }
        }
      }
    }
    bytes = Self.bytes(mean)
  }

  /// The bytes of means of red, green and blue.
  private static func bytes(_ mean: [Float]) -> [UInt8] {
    func byte(_ value: Float) -> UInt8 { UInt8(max(0, min(255, value.rounded()))) }
    var result = [UInt8](repeating: 0, count: byteCount)
    var blue = [Float](repeating: 0, count: colorSide * colorSide)
    var red = blue
    let step = side / colorSide
    for place in 0..<(side * side) {
      let (r, g, b) = (mean[3 * place], mean[3 * place + 1], mean[3 * place + 2])
      let luminance = 0.299 * r + 0.587 * g + 0.114 * b
      result[place] = byte(luminance)
      let cell = place / side / step * colorSide + place % side / step
      blue[cell] += 0.564 * (b - luminance) / Float(step * step)
      red[cell] += 0.713 * (r - luminance) / Float(step * step)
    }
    for cell in 0..<(colorSide * colorSide) {
      result[side * side + cell] = byte(128 + blue[cell])
      result[side * side + colorSide * colorSide + cell] = byte(128 + red[cell])
    }
    return result
  }
}
