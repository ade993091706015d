/// A structure in Thrift's compact protocol (the specification "Thrift Compact protocol encoding"), field after field in the order of
/// their numbers.
struct ThriftStruct {
  private var fields: [UInt8] = []
  private var last = 0

  private enum Kind: UInt8 {
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  /// Its bytes, with the mark of its end.
  var bytes: [UInt8] { fields + [0] }

  mutating func add(_ field: Int, int16 value: Int) {
    head(field, .int16)
    fields += Self.number(value)
  }

  mutating func add(_ field: Int, int32 value: Int) {
    head(field, .int32)
    fields += Self.number(value)
  }

  mutating func add(_ field: Int, int64 value: Int) {
    head(field, .int64)
    fields += Self.number(value)
  }

  mutating func add(_ field: Int, _ text: String) {
    head(field, .binary)
    fields += Self.binary(text)
  }

  mutating func add(_ field: Int, _ structure: ThriftStruct) {
    head(field, .structure)
    fields += structure.bytes
  }

  mutating func add(_ field: Int, int32s values: [Int]) { list(field, .int32, values.map(Self.number)) }
  mutating func add(_ field: Int, _ texts: [String]) { list(field, .binary, texts.map(Self.binary)) }
  mutating func add(_ field: Int, _ structures: [ThriftStruct]) { list(field, .structure, structures.map(\.bytes)) }

  private mutating func list(_ field: Int, _ kind: Kind, _ elements: [[UInt8]]) {
    head(field, .list)
    if elements.count < 15 {
      fields.append(UInt8(elements.count) << 4 | kind.rawValue)
    } else {
      fields.append(0xF0 | kind.rawValue)
      fields += Self.varint(UInt64(elements.count))
    }
    for element in elements { fields += element }
  }

  private mutating func head(_ field: Int, _ kind: Kind) {
    precondition(field > last && field - last < 16, "fields follow each other")
    fields.append(UInt8(field - last) << 4 | kind.rawValue)
    last = field
  }

  private static func binary(_ text: String) -> [UInt8] { varint(UInt64(text.utf8.count)) + text.utf8 }

  /// A signed number, zigzag.
  private static func number(_ value: Int) -> [UInt8] { varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }

  /// Seven bits a byte, the lowest first.
  static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
