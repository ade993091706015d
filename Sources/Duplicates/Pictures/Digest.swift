/// A SHA-256, in little memory.
struct Digest: Hashable, Sendable {
  private let words: SIMD4<UInt64>

  /// The digest of 32 bytes.
  init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a SHA-256 has 32 bytes")
    words = bytes.withUnsafeBytes { bytes in
      SIMD4((0..<4).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) })
    }
  }
}
