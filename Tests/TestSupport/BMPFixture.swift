/// Small BMP files, which need no codec to be written.
public enum BMPFixture {
  /// A picture of `side`×`side` pixels with a pattern that depends on `number`; `side` is a multiple of 4.
  public static func image(_ number: Int, side: Int = 16) -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        for value in [x * 16 + number * 31, y * 16 + number * 7, x * y + number * 53] {
          pixels.append(UInt8(value & 255))
        }
      }
    }
    var file = Array("BM".utf8)
    func append(_ value: Int, bytes: Int = 4) {
      for position in 0..<bytes { file.append(UInt8(value >> (8 * position) & 255)) }
    }
    for value in [54 + pixels.count, 0, 54, 40, side, side] { append(value) }
    append(1, bytes: 2)
    append(24, bytes: 2)
    for value in [0, pixels.count, 2835, 2835, 0, 0] { append(value) }
    return file + pixels
  }
}
