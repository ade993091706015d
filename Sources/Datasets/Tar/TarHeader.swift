/// A header block of a tar archive, in the POSIX.1-2001, GNU or V7 format.
///
/// See https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html and GNU tar's manual, "Basic Tar Format".
struct TarHeader: Equatable {
  /// The unit that archives are made of.
  static let blockBytes = 512
  /// What links are called among the members that hold nothing.
  static let linkName = "link"

  /// What follows a header.
  enum Kind: Equatable {
    /// The bytes of a regular file.
    case file
    /// A name that is too long for the next header.
    case longName
    /// Extended attributes of the next member.
    case attributes
    /// A file with holes, whose bytes are not laid out as they are read.
    case sparse
    /// Bytes that say nothing about files, such as global attributes.
    case other
    /// Nothing: a link, a device or the like, called by its kind, or a folder, which is called nothing.
    case nothing(String?)
  }

  /// The bytes of the name, with the prefix of the POSIX format.
  let name: [UInt8]
  /// The number of bytes that follow, without padding; 0 where nothing does.
  let size: Int
  let kind: Kind

  /// Understands one block, which is not all zero.
  init(_ block: ArraySlice<UInt8>) throws(TarProblem) {
    precondition(block.count == Self.blockBytes, "a header is one block")
    let bytes = Array(block)
    let given = try Self.number(bytes[148..<156], of: "checksum")
    // Some old programs summed signed characters.
    let sums = Self.checksums(bytes)
    guard given == sums.unsigned || given == sums.signed else {
      throw TarProblem("a header's checksum is wrong")
    }
    kind = Self.kind(bytes)
    if case .nothing = kind { size = 0 } else { size = try Self.number(bytes[124..<136], of: "size") }
    let short = Self.text(bytes[0..<100])
    // GNU's format ends its magic with spaces and uses the place of the prefix for other things.
    let prefix = bytes[257..<263].elementsEqual("ustar\0".utf8) ? Self.text(bytes[345..<500]) : []
    name = prefix.isEmpty ? short : prefix + [UInt8(ascii: "/")] + short
  }

  /// A block of nothing but zeros ends an archive.
  static func isEnd(_ block: ArraySlice<UInt8>) -> Bool { block.allSatisfy { $0 == 0 } }

  /// The bytes that a member of `size` bytes takes, whole blocks; nil if no file can be that large.
  static func paddedBytes(_ size: Int) -> Int? {
    let (sum, overflow) = size.addingReportingOverflow(blockBytes - 1)
    return overflow ? nil : sum / blockBytes * blockBytes
  }

  private static func kind(_ bytes: [UInt8]) -> Kind {
    // A file that was packed twice is the second time a link to itself.
    let leadsToItself = text(bytes[157..<257]) == text(bytes[0..<100])
    switch bytes[156] {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): return .file
    case UInt8(ascii: "1"), UInt8(ascii: "2"): return .nothing(leadsToItself ? nil : linkName)
    case UInt8(ascii: "3"), UInt8(ascii: "4"): return .nothing(SpecialFile.device.rawValue)
    case UInt8(ascii: "5"): return .nothing(nil)
    case UInt8(ascii: "6"): return .nothing(SpecialFile.pipe.rawValue)
    case UInt8(ascii: "L"): return .longName
    case UInt8(ascii: "x"): return .attributes
    case UInt8(ascii: "S"): return .sparse
    default: return .other
    }
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  private static func checksums(_ bytes: [UInt8]) -> (unsigned: Int, signed: Int) {
    var sums = (unsigned: 0, signed: 0)
    for (position, byte) in bytes.enumerated() {
      let byte = (148..<156).contains(position) ? UInt8(ascii: " ") : byte
      sums.unsigned += Int(byte)
      sums.signed += Int(Int8(bitPattern: byte))
    }
    return sums
  }

  /// A number in octal digits, or in GNU's base 256 where the highest bit is set.
  private static func number(_ field: ArraySlice<UInt8>, of what: String) throws(TarProblem) -> Int {
    guard let first = field.first else { return 0 }
    if first & 0x80 != 0 {
      guard first == 0x80, let value = value(field.dropFirst(), base: 256, digit: { $0 }) else {
        throw TarProblem("a header's \(what) is negative or too large")
      }
      return value
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
      let value = value(digits, base: 8, digit: { $0 - UInt8(ascii: "0") })
    else { throw TarProblem("a header's \(what) is no octal number") }
    return value
  }

  private static func value(_ digits: ArraySlice<UInt8>, base: Int, digit: (UInt8) -> UInt8) -> Int? {
    var value = 0
    for byte in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(Int(digit(byte)))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }
}
