import Images

extension PixelPlanes {
  /// Overwrites a rectangle; `means` are the 8-bit values of `ErasingFill.mean`, one per channel.
  public func erase(_ erasing: ErasingParameters, means: [UInt8]) {
    precondition(means.count == channels, "there is one mean per channel")
    let region = erasing.region
    precondition(
      region.x >= 0 && region.y >= 0 && region.width >= 0 && region.height >= 0
        && region.x + region.width <= width && region.y + region.height <= height, "the rectangle lies in the view")
    var noise = ViewGenerator(state: erasing.noiseSeed)
    for c in 0..<channels {
      for y in region.y..<(region.y + region.height) {
        let row = plane(c) + y * width + region.x
        switch erasing.fill {
        case .noise: PixelPlanes.fill(row, region.width, with: &noise)
        case .mean: row.update(repeating: means[c], count: region.width)
        case .value(let value): row.update(repeating: UInt8(value), count: region.width)
        }
      }
    }
  }

  /// Random bytes, eight from each number.
  private static func fill(_ row: UnsafeMutablePointer<UInt8>, _ count: Int, with generator: inout ViewGenerator) {
    var bits: UInt64 = 0
    for i in 0..<count {
      if i % 8 == 0 { bits = generator.next() }
      row[i] = UInt8(truncatingIfNeeded: bits)
      bits >>= 8
    }
  }
}
