/// A table in the format of FlatBuffers (the specification "FlatBuffer Internals"): values by the numbers of their slots.
///
/// Every value takes eight bytes, so that all are aligned; what readers go by is the table of offsets.
struct FlatTable {
  enum Value {
    case bits8(UInt8)
    case bits16(UInt16)
    case bits32(UInt32)
    case text(String)
    case table(FlatTable)
    case tables([FlatTable])
  }

  private let values: [(slot: Int, value: Value)]

  init(_ values: [(slot: Int, value: Value)]) { self.values = values }

  /// A buffer whose root this is; its size is a multiple of 8.
  var buffer: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 8)
    Self.point(at: 0, to: append(to: &bytes), &bytes)
    Self.align(&bytes)
    return bytes
  }

  /// Appends it and what it refers to, and gives its position.
  private func append(to bytes: inout [UInt8]) -> Int {
    Self.align(&bytes)
    let (slots, size) = ((values.map(\.slot).max() ?? -1) + 1, 8 * (values.count + 1))
    var offsets = [UInt16](repeating: 0, count: slots)
    for (index, value) in values.enumerated() { offsets[value.slot] = UInt16(8 * (index + 1)) }
    let index = bytes.count
    for number in [UInt16(4 + 2 * slots), UInt16(size)] + offsets { Self.append(number, &bytes) }
    Self.align(&bytes)
    let table = bytes.count
    Self.append(UInt32(table - index), &bytes)
    bytes += [UInt8](repeating: 0, count: size - 4)
    for (index, value) in values.enumerated() { append(value.value, at: table + 8 * (index + 1), &bytes) }
    return table
  }

  private func append(_ value: Value, at place: Int, _ bytes: inout [UInt8]) {
    switch value {
    case .bits8(let number): bytes[place] = number
    case .bits16(let number): Self.write(number, at: place, &bytes)
    case .bits32(let number): Self.write(number, at: place, &bytes)
    case .text(let text):
      Self.align(&bytes)
      Self.point(at: place, to: bytes.count, &bytes)
      Self.append(UInt32(text.utf8.count), &bytes)
      bytes += text.utf8 + [0]
    case .table(let table): Self.point(at: place, to: table.append(to: &bytes), &bytes)
    case .tables(let tables):
      Self.align(&bytes)
      let list = bytes.count
      Self.point(at: place, to: list, &bytes)
      Self.append(UInt32(tables.count), &bytes)
      bytes += [UInt8](repeating: 0, count: 4 * tables.count)
      for (index, table) in tables.enumerated() {
        Self.point(at: list + 4 * (index + 1), to: table.append(to: &bytes), &bytes)
      }
    }
  }

  private static func align(_ bytes: inout [UInt8]) {
    bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  private static func point(at place: Int, to target: Int, _ bytes: inout [UInt8]) {
    write(UInt32(target - place), at: place, &bytes)
  }

  private static func append(_ number: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private static func write(_ number: some FixedWidthInteger, at place: Int, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(place..<place + $0.count, with: $0) }
  }
}
