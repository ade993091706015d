import Foundation

/// Bytes in the encoding of Protocol Buffers: fields by number, each a whole number, a block of bytes or another message.
///
/// Of the encoding (protobuf.dev, "Encoding") it has what ONNX needs.
struct ProtocolBuffer {
  private(set) var data = Data()

  /// A whole number.
  mutating func add(_ field: Int, _ value: Int) {
    tag(field, wire: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A number of four bytes.
  mutating func add(_ field: Int, _ value: Float) {
    tag(field, wire: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Data(text.utf8)) }

  mutating func add(_ field: Int, _ message: ProtocolBuffer) { add(field, message.data) }

  mutating func add(_ field: Int, _ bytes: Data) {
    tag(field, wire: 2)
    varint(UInt64(bytes.count))
    data.append(bytes)
  }

  private mutating func tag(_ field: Int, wire: Int) { varint(UInt64(field << 3 | wire)) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
}
