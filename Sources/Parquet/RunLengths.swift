/// Levels of at most one bit, encoded as runs of equal ones ("Parquet encoding definitions", run length encoding).
struct RunLengths {
  private(set) var bytes: [UInt8] = []

  /// Adds `count` equal levels.
  mutating func add(_ level: UInt8, count: Int) {
    guard count > 0 else { return }
    bytes += ThriftStruct.varint(UInt64(count) << 1)
    bytes.append(level)
  }

  /// The levels behind their length, as a data page has them.
  var prefixed: [UInt8] { withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { [UInt8]($0) } + bytes }
}
