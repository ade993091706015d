import Images

@testable import Datasets

/// Small files in the formats that data sets come in.
enum Fixtures {
  /// An IDX file of bytes.
  static func idx(_ shape: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(shape.count)] + shape.flatMap { bigEndian($0) } + values
  }

  /// An IDX file of `count` images that differ, and whose pixels do.
  static func idxImages(_ count: Int, height: Int = 4, width: Int = 5) -> [UInt8] {
    idx([count, height, width], (0..<(count * height * width)).map { UInt8(($0 / (height * width) + $0) % 251) })
  }

  /// A gzip file of uncompressed blocks.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    file += [1] + littleEndian(bytes.count).prefix(2) + littleEndian(~bytes.count).prefix(2) + bytes
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return file + littleEndian(Int(~crc)) + littleEndian(bytes.count)
  }

  /// A CIFAR-10 record in which channel c of pixel p has the value (p + 50 · c + label) modulo 256.
  static func cifarRecord(label: UInt8) -> [UInt8] {
    [label]
      + (0..<3).flatMap { channel in (0..<1024).map { UInt8(truncatingIfNeeded: $0 + 50 * channel + Int(label)) } }
  }

  /// A BMP file whose pixels all have one colour.
  static func bmp(width: Int = 6, height: Int = 4, red: UInt8, green: UInt8 = 0, blue: UInt8 = 0) -> [UInt8] {
    let padding = (4 - width * 3 % 4) % 4
    let row = (0..<width).flatMap { _ in [blue, green, red] } + [UInt8](repeating: 0, count: padding)
    let pixels = (0..<height).flatMap { _ in row }
    let header = Array("BM".utf8) + littleEndian(54 + pixels.count) + littleEndian(0) + littleEndian(54)
    let plane: [UInt8] = [1, 0, 24, 0]
    return header + littleEndian(40) + littleEndian(width) + littleEndian(height) + plane + littleEndian(0)
      + littleEndian(pixels.count) + littleEndian(2835) + littleEndian(2835) + littleEndian(0) + littleEndian(0)
      + pixels
  }

  private static func bigEndian(_ number: Int) -> [UInt8] { littleEndian(number).reversed() }

  private static func littleEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
