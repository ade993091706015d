/// The extended attributes of one member that matter here: records `LENGTH KEY=VALUE` and a line feed.
struct TarAttributes: Equatable {
  /// The name that replaces the header's.
  private(set) var path: [UInt8]?
  /// The size that replaces the header's.
  private(set) var size: Int?
  /// Whether the member is a file with holes.
  private(set) var isSparse = false

  /// No attributes.
  init() {}

  /// Understands the bytes after an attribute header; later records go over earlier ones.
  init(_ bytes: [UInt8]) throws(TarProblem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      // Seven digits are more than any attributes that are read.
      guard (1...7).contains(digits.count), let length = Int(String(decoding: digits, as: UTF8.self)),
        length <= rest.count, length > digits.count + 2
      else { throw TarProblem("a member's extended attributes have a wrong length") }
      let record = rest.prefix(length)
      rest = rest.dropFirst(length)
      let pair = record.dropFirst(digits.count)
      guard pair.first == UInt8(ascii: " "), pair.last == UInt8(ascii: "\n"),
        let equals = pair.firstIndex(of: UInt8(ascii: "="))
      else { throw TarProblem("a member's extended attributes are no KEY=VALUE records") }
      let value = pair[(equals + 1)...].dropLast()
      try set(String(decoding: pair[..<equals].dropFirst(), as: UTF8.self), value)
    }
  }

  private mutating func set(_ key: String, _ value: ArraySlice<UInt8>) throws(TarProblem) {
    switch key {
    case "path":
      guard !value.isEmpty, !value.contains(0) else { throw TarProblem("a member's extended path is empty or damaged") }
      path = Array(value)
    case "size":
      guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 else {
        throw TarProblem("a member's extended size is no number")
      }
      size = number
    default:
      if key.hasPrefix("GNU.sparse.") { isSparse = true }
    }
  }
}
