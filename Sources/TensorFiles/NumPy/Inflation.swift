import CZlib
import Foundation

/// Unpacks deflated bytes (RFC 1951) of an untrusted archive into memory whose size is known before.
enum Inflation {
  /// Deflate gains at most 1032 to 1: a size beyond that is a lie.
  static let largestRatio = 1032

  /// All bytes, which must be `size`.
  ///
  /// The memory is asked for as a whole, but only what is written to is used.
  ///
  /// - Throws: ``ZipArchive/Problem`` that calls the bytes by `name` if they are damaged or memory is short.
  static func whole(_ packed: Data, size: Int, name: String) throws -> Data {
    try unpacked(packed, capacity: size, name: name) { state, written in state == .ended && written == size }
  }

  /// The first `count` bytes.
  ///
  /// - Throws: ``ZipArchive/Problem`` that calls the bytes by `name` if they are damaged or memory is short.
  static func beginning(_ packed: Data, count: Int, name: String) throws -> Data {
    try unpacked(packed, capacity: count, name: name) { state, written in state != .damaged && written == count }
  }

  /// How unpacking came to its end.
  private enum State {
    case ended, full, damaged
  }

  private static func unpacked(
    _ packed: Data, capacity: Int, name: String, isUsable: (State, _ written: Int) -> Bool
  ) throws -> Data {
    var stream = z_stream()
    defer { inflateEnd(&stream) }
    guard czlib_inflate_init_raw(&stream) == Z_OK, let memory = malloc(max(capacity, 1)) else {
      throw ZipArchive.Problem(description: "there is no memory for the \(capacity) bytes of \(name)")
    }
    let output = UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: UInt8.self), count: capacity)
    let (state, written) = packed.withUnsafeBytes { unpack(&stream, $0.bindMemory(to: UInt8.self), into: output) }
    guard isUsable(state, written) else {
      free(memory)
      throw ZipArchive.Problem(description: "\(name) is damaged (deflate)")
    }
    return Data(bytesNoCopy: memory, count: capacity, deallocator: .free)
  }

  /// Unpacks in pieces, since zlib counts in 32 bits.
  private static func unpack(
    _ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (State, written: Int) {
    let piece = 1 << 30
    var (read, written) = (0, 0)
    // zlib refuses a null pointer even where there is nothing to write.
    var spare: UInt8 = 0
    return withUnsafeMutablePointer(to: &spare) { spare in
      while true {
        let (available, room) = (min(input.count - read, piece), min(output.count - written, piece))
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: read))
        stream.avail_in = UInt32(available)
        stream.next_out = room > 0 ? output.baseAddress?.advanced(by: written) : spare
        stream.avail_out = UInt32(room)
        let result = inflate(&stream, Z_NO_FLUSH)
        let (taken, made) = (available - Int(stream.avail_in), room - Int(stream.avail_out))
        read += taken
        written += made
        if result == Z_STREAM_END { return (.ended, written) }
        // Where there is no room, zlib can go on only if the end comes without a byte more.
        if result == Z_BUF_ERROR, written == output.count { return (.full, written) }
        if result != Z_OK || (taken == 0 && made == 0) { return (.damaged, written) }
      }
    }
  }
}
