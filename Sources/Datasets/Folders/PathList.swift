/// A long list of file paths in one block of memory: the bytes of a path and 8 more each.
///
/// Paths are kept as the bytes that the file system gave, since not every name is valid UTF-8.
struct PathList: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// The number of paths.
  var count: Int { ends.count }

  /// Adds a path.
  mutating func append(_ path: some Sequence<UInt8>) {
    bytes.append(contentsOf: path)
    ends.append(bytes.count)
  }

  /// The bytes of path `index`.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}
