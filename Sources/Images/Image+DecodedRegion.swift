extension Image {
  /// Copies a decoded region, giving grey pixels three equal channels where 3 are wanted.
  init(_ region: DecodedRegion, channels: Int) {
    precondition(region.channels == channels || region.channels == 1, "grey pixels or the wanted channels")
    let count = region.width * region.height * channels
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      filled = count
      guard let start = target.baseAddress else { return }
      for y in 0..<region.height {
        let source = region.pixels + y * region.bytesPerRow
        let row = start + y * region.width * channels
        if region.channels == channels {
          row.update(from: source, count: region.width * channels)
        } else {
          for i in 0..<(region.width * channels) { row[i] = source[i / channels] }
        }
      }
    }
    self.init(width: region.width, height: region.height, channels: channels, pixels: pixels)
  }
}
