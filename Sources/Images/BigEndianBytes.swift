/// Bytes that are read from the front, numbers with their highest byte first; nothing is read beyond the end.
struct BigEndianBytes {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  private init(rest: Slice<UnsafeRawBufferPointer>) { self.rest = rest }

  /// How many are left.
  var count: Int { rest.count }

  /// Those that are left, as text.
  var text: String { String(decoding: rest, as: UTF8.self) }

  /// The next bytes; nil where there are fewer.
  mutating func take(_ count: Int) -> BigEndianBytes? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return BigEndianBytes(rest: rest.prefix(count))
  }

  /// The next number of up to 8 bytes, which is 0 where there are none; nil where the bytes end or it is too large for an `Int`.
  mutating func integer(_ bytes: Int) -> Int? {
    guard let taken = take(bytes) else { return nil }
    return Int(exactly: taken.rest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
