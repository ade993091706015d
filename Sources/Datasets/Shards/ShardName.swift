/// Names that shards have.
enum ShardName {
  /// The number of bytes of the suffix, with its dot.
  static let suffixBytes = 4

  /// Whether a name or path ends in `.tar`, in upper or lower case.
  static func isOne(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    String(decoding: name.suffix(suffixBytes), as: UTF8.self).lowercased() == ".tar"
  }
}
