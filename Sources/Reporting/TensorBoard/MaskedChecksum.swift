/// The checksum of the TFRecord format: CRC-32C (Castagnoli), rotated and shifted so that checksums of checksums do not
/// cancel.
enum MaskedChecksum {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  /// The CRC-32C of some bytes.
  static func plain(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { value, byte in table[Int((value ^ UInt32(byte)) & 255)] ^ value >> 8 }
  }

  /// What stands in a file for some bytes.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let value = plain(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
