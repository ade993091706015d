import CZlib
import Files
import Foundation

/// The entries of a ZIP file, which `.npz` files are (PKWARE's application note), stored or deflated, with ZIP64.
///
/// Nothing in it is trusted: each length and offset is checked before it is used, and each check sum after.
struct ZipArchive {
  /// One file in the archive.
  struct Entry {
    let name: String
    let method: Int
    let isEncrypted: Bool
    let checkSum: UInt32
    let compressedSize: Int
    let size: Int
    let headerOffset: Int
  }

  /// What is wrong with the bytes, for a sentence that names the file.
  struct Problem: Error {
    let description: String
  }

  /// The entries in the order of the archive's directory.
  let entries: [Entry]
  private let data: Data

  private static let cutOff = Problem(description: "it is cut off, or no ZIP archive")

  /// Reads the directory of an archive that lies in memory.
  init(_ data: Data) throws {
    self.data = data
    let (count, start) = try Self.directory(data)
    var offset = start
    var entries: [Entry] = []
    for _ in 0..<count {
      guard try Self.integer(data, offset, 4) == 0x0201_4B50 else { throw Self.cutOff }
      let (entry, next) = try Self.entry(data, at: offset)
      entries.append(entry)
      offset = next
    }
    self.entries = entries
  }

  /// The bytes of an entry.
  func contents(of entry: Entry) throws -> Data {
    let packed = try packed(entry)
    let bytes = entry.method == 0 ? packed : try Inflation.whole(packed, size: entry.size, name: entry.name)
    guard Self.checkSum(bytes) == entry.checkSum else {
      throw Problem(description: "\(entry.name) does not have its check sum")
    }
    return bytes
  }

  /// The first bytes of an entry, `count` of them or all; its check sum is that of the whole and not looked at.
  func beginning(of entry: Entry, count: Int) throws -> Data {
    let packed = try packed(entry)
    let count = min(count, entry.size)
    return entry.method == 0
      ? packed.prefix(count) : try Inflation.beginning(packed, count: count, name: entry.name)
  }

  /// The bytes of an entry as they lie in the file, whose announced sizes are possible.
  private func packed(_ entry: Entry) throws -> Data {
    guard !entry.isEncrypted else { throw Problem(description: "\(entry.name) is encrypted") }
    guard try Self.integer(data, entry.headerOffset, 4) == 0x0403_4B50 else { throw Self.cutOff }
    let nameCount = try Self.integer(data, entry.headerOffset + 26, 2)
    let extraCount = try Self.integer(data, entry.headerOffset + 28, 2)
    let start = entry.headerOffset + 30 + nameCount + extraCount
    guard entry.compressedSize <= data.count - start else { throw Self.cutOff }
    switch entry.method {
    case 0:
      guard entry.size == entry.compressedSize else { throw Problem(description: "\(entry.name) has two sizes") }
    case 8:
      guard entry.size <= entry.compressedSize * Inflation.largestRatio + 64 else {
        throw Problem(
          description: "\(entry.name) announces \(entry.size) bytes, more than its \(entry.compressedSize) can hold")
      }
    default:
      throw Problem(description: "\(entry.name) is compressed by method \(entry.method); stored and deflated are read")
    }
    return data[(data.startIndex + start)..<(data.startIndex + start + entry.compressedSize)]
  }

  /// The number of entries and where the directory starts.
  private static func directory(_ data: Data) throws -> (count: Int, start: Int) {
    // The end record has 22 bytes and a comment of up to 65,535.
    let first = max(0, data.count - 22 - 0xFFFF)
    guard data.count >= 22,
      let end = try stride(from: data.count - 22, through: first, by: -1).first(where: {
        try integer(data, $0, 4) == 0x0605_4B50
      })
    else { throw cutOff }
    var count = try integer(data, end + 10, 2)
    var start = try integer(data, end + 16, 4)
    if count == 0xFFFF || start == 0xFFFF_FFFF, end >= 20, try integer(data, end - 20, 4) == 0x0706_4B50 {
      let record = try integer(data, end - 12, 8)
      guard try integer(data, record, 4) == 0x0606_4B50 else { throw cutOff }
      count = try integer(data, record + 32, 8)
      start = try integer(data, record + 48, 8)
    }
    // An entry of the directory has 46 bytes at least.
    guard start <= data.count, count <= (data.count - start) / 46 else { throw cutOff }
    return (count, start)
  }

  private static func entry(_ data: Data, at offset: Int) throws -> (Entry, next: Int) {
    let nameCount = try integer(data, offset + 28, 2)
    let extraStart = offset + 46 + nameCount
    let extraEnd = extraStart + (try integer(data, offset + 30, 2))
    let next = extraEnd + (try integer(data, offset + 32, 2))
    guard next <= data.count else { throw cutOff }
    var size = try integer(data, offset + 24, 4)
    var compressedSize = try integer(data, offset + 20, 4)
    var headerOffset = try integer(data, offset + 42, 4)
    var extra = extraStart
    while extra + 4 <= extraEnd {
      let (kind, length) = (try integer(data, extra, 2), try integer(data, extra + 2, 2))
      guard extra + 4 + length <= extraEnd else { throw cutOff }
      if kind == 1 {
        // ZIP64: those numbers that did not fit, in this order.
        var field = extra + 4
        func wide(_ value: inout Int) throws {
          guard value == 0xFFFF_FFFF else { return }
          guard field + 8 <= extra + 4 + length else { throw cutOff }
          value = try integer(data, field, 8)
          field += 8
        }
        try wide(&size)
        try wide(&compressedSize)
        try wide(&headerOffset)
      }
      extra += 4 + length
    }
    let name = data[(data.startIndex + offset + 46)..<(data.startIndex + extraStart)]
    guard headerOffset <= data.count else { throw cutOff }
    let entry = Entry(
      name: printable(name), method: try integer(data, offset + 10, 2),
      isEncrypted: try integer(data, offset + 8, 2) & 1 == 1, checkSum: UInt32(try integer(data, offset + 16, 4)),
      compressedSize: compressedSize, size: size, headerOffset: headerOffset)
    return (entry, next)
  }

  /// The name without what could break the line of a message.
  private static func printable(_ bytes: Data) -> String {
    String(String(decoding: bytes, as: UTF8.self).map { $0.isNewline || $0 == "\0" || $0 == "\u{1B}" ? "?" : $0 })
  }

  /// A little-endian number of `count` bytes, which must lie in the file and fit.
  private static func integer(_ data: Data, _ offset: Int, _ count: Int) throws -> Int {
    guard offset >= 0, offset <= data.count - count else { throw cutOff }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(data[data.startIndex + offset + index]) << (8 * UInt64(index)) }
    guard let result = Int(exactly: value), result <= Int.max / 4 else { throw cutOff }
    return result
  }

  private static func checkSum(_ bytes: Data) -> UInt32 {
    var sum = crc32(0, nil, 0)
    bytes.withUnsafeBytes { buffer in
      let all = buffer.bindMemory(to: UInt8.self)
      for start in stride(from: 0, to: all.count, by: 1 << 30) {
        sum = crc32(sum, all.baseAddress?.advanced(by: start), UInt32(min(1 << 30, all.count - start)))
      }
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
