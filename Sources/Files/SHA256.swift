/// The digest SHA-256 of bytes that arrive in pieces (FIPS 180-4, section 6.2).
///
///     var hash = SHA256()
///     hash.update("abc")
///     hash.hexadecimal  // ba7816bf…
public struct SHA256: Sendable {
  private static let blockBytes = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  public init() { rest.reserveCapacity(Self.blockBytes) }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(Self.blockBytes - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<start])
      guard rest.count == Self.blockBytes else { return }
      rest.withUnsafeBytes { Self.compress($0, into: &state) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = start + (bytes.count - start) / Self.blockBytes * Self.blockBytes
    if whole > start { Self.compress(UnsafeRawBufferPointer(rebasing: bytes[start..<whole]), into: &state) }
    rest.append(contentsOf: bytes[whole...])
  }

  /// Adds the UTF-8 bytes of a text.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Adds one field of a record: its length, then its bytes, so that no two records give the same bytes.
  public mutating func update(field: String) {
    withUnsafeBytes(of: UInt64(field.utf8.count).littleEndian) { update($0) }
    update(field)
  }

  /// The digest of everything so far, 32 bytes.
  public var digest: [UInt8] {
    var last = self
    // A one bit, zeros up to 8 bytes before the end of a block, and the number of bits.
    let used = (rest.count + 1) % Self.blockBytes
    let zeros = (Self.blockBytes - 8 - used + Self.blockBytes) % Self.blockBytes
    let padding = [0x80] + [UInt8](repeating: 0, count: zeros)
    padding.withUnsafeBytes { last.update($0) }
    withUnsafeBytes(of: (byteCount &* 8).bigEndian) { last.update($0) }
    return last.state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
  }

  /// The digest as 64 hexadecimal digits in lower case.
  public var hexadecimal: String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]

  /// Works whole blocks into the state.
  private static func compress(_ bytes: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    @inline(__always) func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
      (word >> count) | (word << (32 - count))
    }
    constants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        for block in stride(from: 0, to: bytes.count, by: blockBytes) {
          for t in 0..<16 {
            schedule[t] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self))
          }
          for t in 16..<64 {
            let (early, late) = (schedule[t - 15], schedule[t - 2])
            let small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
            let small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
            schedule[t] = small1 &+ schedule[t - 7] &+ small0 &+ schedule[t - 16]
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for t in 0..<64 {
            let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let choice = (e & f) ^ (~e & g)
            let first = h &+ sum1 &+ choice &+ constants[t] &+ schedule[t]
            let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
          }
          for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
        }
      }
    }
  }
}
