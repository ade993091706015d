/// A message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"), field after field.
package struct ProtocolMessage {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  private enum Wire: UInt64 {
    case varint = 0
    case fixed64 = 1
    case delimited = 2
    case fixed32 = 5
  }

  /// A whole number; negative ones take ten bytes, as the format has it.
  package mutating func add(_ field: UInt64, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  package mutating func add(_ field: UInt64, _ value: Double) {
    key(field, .fixed64)
    append(value.bitPattern)
  }

  package mutating func add(_ field: UInt64, _ value: Float) {
    key(field, .fixed32)
    append(value.bitPattern)
  }

  package mutating func add(_ field: UInt64, _ value: String) { add(field, Array(value.utf8)) }

  package mutating func add(_ field: UInt64, _ value: ProtocolMessage) { add(field, value.bytes) }

  package mutating func add(_ field: UInt64, _ value: some Collection<UInt8>) {
    key(field, .delimited)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A packed list of numbers.
  package mutating func add(_ field: UInt64, _ values: [Double]) {
    key(field, .delimited)
    varint(UInt64(8 * values.count))
    for value in values { append(value.bitPattern) }
  }

  private mutating func key(_ field: UInt64, _ wire: Wire) { varint(field << 3 | wire.rawValue) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
