import CZlib

/// Unpacks a gzip file that lies in memory, piece by piece and with its check sum (RFC 1952).
final class Gzip {
  private let compressed: [UInt8]
  private let name: String
  /// How much of `compressed` is used up.
  private var position = 0
  private var isAtEnd = false
  /// zlib keeps a pointer back to this structure, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Starts to unpack `compressed`, the contents of the file that errors call `name`.
  init(_ compressed: [UInt8], name: String) throws(DatasetError) {
    self.compressed = compressed
    self.name = name
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard czlib_inflate_init_gzip(stream) == Z_OK else {
      // All properties are set, so `deinit` runs; ending a stream that never began does nothing.
      throw DatasetError(.inputOutput, "\(name) cannot be unpacked: zlib found no memory", isExhaustion: true)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The most bytes that `compressedSize` bytes can unpack to: deflate gains at most 1032 to 1.
  static func largestSize(compressedSize: Int) -> Int { compressedSize * 1032 }

  /// The next `count` bytes, fewer at the end of the data; damage is bad data.
  func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    var status = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, !isAtEnd, status == Z_OK, let start = buffer.baseAddress {
        filled += inflate(into: start + filled, count: count - filled, status: &status)
      }
    }
    guard status == Z_OK else {
      throw DatasetError(.badData, "\(name) is damaged or cut off (gzip); get the file again")
    }
    return bytes
  }

  /// One call of zlib: at most 1 GiB in and out, since zlib counts in 32 bits.
  private func inflate(into output: UnsafeMutablePointer<UInt8>, count: Int, status: inout Int32) -> Int {
    let slice = 1 << 30
    let available = min(compressed.count - position, slice)
    let room = min(count, slice)
    let result = compressed.withUnsafeBufferPointer { input in
      // zlib only reads through next_in, which its header declares without const.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: position))
      stream.pointee.avail_in = UInt32(available)
      stream.pointee.next_out = output
      stream.pointee.avail_out = UInt32(room)
      return CZlib.inflate(stream, Z_NO_FLUSH)
    }
    position += available - Int(stream.pointee.avail_in)
    let written = room - Int(stream.pointee.avail_out)
    if result == Z_STREAM_END {
      // A gzip file may consist of several members, one after the other.
      if position == compressed.count { isAtEnd = true } else { status = inflateReset(stream) }
    } else if result != Z_OK || (written == 0 && position == compressed.count) {
      status = result == Z_OK ? Z_BUF_ERROR : result
    }
    return written
  }
}
