import CImageCodecs

extension ImageDecoder {
  /// Calls `body` with how values of so many bits are mapped: nil where their highest 8 bits are taken, or all there are.
  func withLevels<Result>(
    ofBits bits: Int, _ body: (UnsafeMutablePointer<cic_levels>?) throws -> Result
  ) rethrows -> Result {
    guard bits > 8, valueRange != .full || measuresValues else { return try body(nil) }
    var levels = cic_levels(
      low: UInt32(valueRange.low), high: UInt32(valueRange.high), least: UInt32.max, greatest: 0)
    defer {
      if measuresValues && levels.least <= levels.greatest {
        measuredValues = Int(levels.least)...Int(levels.greatest)
      }
    }
    return try withUnsafeMutablePointer(to: &levels) { try body($0) }
  }
}
