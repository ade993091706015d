import Images

/// Pictures with structure of all sizes, no two alike, made of waves.
enum TexturedImages {
  /// The picture of a number.
  static func image(_ number: Int, width: Int = 120, height: Int = 90) -> Image {
    var state = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
    func draw(_ range: ClosedRange<Double>) -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state >> 11) / Double(1 << 53)
    }
    let waves = (0..<24).map { number -> Wave in
      let speed = Double(2 + number)
      let heights = (0..<3).map { _ in draw(10...40) / Double(1 + number / 6) }
      return Wave(x: draw(-1...1) * speed, y: draw(-1...1) * speed, phase: draw(0...1), heights: heights)
    }
    var pixels: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = (Double(column) / Double(width), Double(row) / Double(height))
        var values = [110.0, 120, 130]
        for wave in waves {
          let height = Self.triangle(wave.x * x + wave.y * y + wave.phase)
          for channel in 0..<3 { values[channel] += wave.heights[channel] * height }
        }
        pixels += values.map { UInt8(max(0, min(255, $0))) }
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  private struct Wave {
    let x: Double
    let y: Double
    let phase: Double
    let heights: [Double]
  }

  /// A triangle wave, which every processor computes alike.
  private static func triangle(_ turn: Double) -> Double { 1 - 4 * abs(turn - turn.rounded(.down) - 0.5) }

  /// A part of a picture.
  static func part(_ image: Image, x: Int, y: Int, width: Int, height: Int) -> Image {
    map(width: width, height: height) { column, row in
      (x + column, y + row)
    } of: {
      image
    }
  }

  /// A picture turned by a quarter, clockwise.
  static func turned(_ image: Image) -> Image {
    map(width: image.height, height: image.width) { column, row in
      (row, image.height - 1 - column)
    } of: {
      image
    }
  }

  /// A picture mirrored from left to right.
  static func mirrored(_ image: Image) -> Image {
    map(width: image.width, height: image.height) { column, row in
      (image.width - 1 - column, row)
    } of: {
      image
    }
  }

  /// A picture of half the size.
  static func halved(_ image: Image) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<(image.height / 2) {
      for x in 0..<(image.width / 2) {
        for channel in 0..<3 {
          let sum = [(0, 0), (1, 0), (0, 1), (1, 1)].reduce(0) { sum, step in
            sum + Int(image.pixels[((2 * y + step.1) * image.width + 2 * x + step.0) * 3 + channel])
          }
          pixels.append(UInt8(sum / 4))
        }
      }
    }
    return Image(width: image.width / 2, height: image.height / 2, channels: 3, pixels: pixels)
  }

  private static func map(
    width: Int, height: Int, _ source: (Int, Int) -> (Int, Int), of image: () -> Image
  ) -> Image {
    let image = image()
    var pixels: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = source(column, row)
        pixels += image.pixels[((y * image.width + x) * 3)..<((y * image.width + x) * 3 + 3)]
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }
}
