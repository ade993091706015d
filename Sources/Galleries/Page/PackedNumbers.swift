import Foundation

/// Many numbers as text that a page's script reads into a typed array: little-endian, in base 64.
enum PackedNumbers {
  /// Packs numbers.
  static func text<Number: FixedWidthInteger>(_ numbers: some Sequence<Number>) -> String {
    var bytes = Data()
    for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes.base64EncodedString()
  }
}
