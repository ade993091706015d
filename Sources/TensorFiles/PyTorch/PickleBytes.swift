import Foundation

/// Reads a pickle's bytes from the front; what is beyond the end is a problem, not a crash.
struct PickleBytes {
  private let bytes: UnsafeRawBufferPointer
  /// The position of the next byte.
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  mutating func byte() throws -> UInt8 { try take(1)[0] }

  /// Some bytes, for as long as the memory is there.
  mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - position else { throw PickleProblem("it is cut off") }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
  }

  /// A whole number, the lowest byte first.
  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws -> Int {
    let value = Value(littleEndian: try take(MemoryLayout<Value>.size).loadUnaligned(as: Value.self))
    guard let result = Int(exactly: value) else { throw PickleProblem("it is cut off") }
    return result
  }

  /// A number of eight bytes, the highest first.
  mutating func double() throws -> Double {
    Double(bitPattern: UInt64(bigEndian: try take(8).loadUnaligned(as: UInt64.self)))
  }

  /// A text of so many bytes.
  mutating func text(_ count: Int) throws -> String { String(decoding: try take(count), as: UTF8.self) }

  /// The text until the end of a line.
  mutating func line() throws -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw PickleProblem("it is cut off") }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  /// A whole number of so many bytes in two's complement, the lowest first: a number with a fraction where it has more than 64 bits.
  mutating func longInteger(_ count: Int) throws -> PickleElement {
    let digits = try take(count)
    guard let highest = digits.last else { return .integer(0) }
    let isNegative = highest & 0x80 != 0
    guard count > 8 else {
      var value: UInt64 = isNegative ? .max : 0
      for digit in digits.reversed() { value = value << 8 | UInt64(digit) }
      return .integer(Int(Int64(bitPattern: value)))
    }
    guard count <= 128 else { return .other("a large number") }
    return .number(digits.dropLast().reversed().reduce(Double(Int8(bitPattern: highest))) { $0 * 256 + Double($1) })
  }
}
