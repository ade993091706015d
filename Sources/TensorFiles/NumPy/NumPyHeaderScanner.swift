/// Reads the few kinds of Python literals that a NumPy header is made of, from left to right.
struct NumPyHeaderScanner {
  private typealias Problem = NumPyHeader.Problem
  private var rest: ArraySlice<UInt8>

  init(_ text: some Collection<UInt8>) { rest = Array(text)[...] }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
  }

  /// Whether only space is left.
  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return rest.isEmpty
    }
  }

  /// Takes `character` if it comes next.
  mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes `character`, which must come next.
  mutating func expect(_ character: Unicode.Scalar) throws(NumPyHeader.Problem) {
    guard accept(character) else { throw Problem(description: "its header is malformed") }
  }

  /// Takes a string in single or double quotes.
  mutating func string() throws(NumPyHeader.Problem) -> String {
    skipSpace()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw Problem(description: "its header is malformed") }
    let content = rest[(rest.startIndex + 1)..<end]
    rest = rest[(end + 1)...]
    // What is quoted ends up in error messages: nothing that could break their line.
    guard content.count <= 64, content.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw Problem(description: "its header is malformed")
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// Takes `True` or `False`.
  mutating func bool() throws(NumPyHeader.Problem) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
      rest = rest.dropFirst(word.utf8.count)
      return value
    }
    throw Problem(description: "its header is malformed")
  }

  /// Takes a tuple of whole numbers from 0.
  mutating func tuple() throws(NumPyHeader.Problem) -> [Int] {
    try expect("(")
    var values: [Int] = []
    while !accept(")") {
      values.append(try number())
      guard values.count <= 64 else { throw Problem(description: "it has more than 64 dimensions") }
      if !accept(",") {
        // Python reads a number in parentheses without a comma as a number.
        guard values.count > 1 else { throw Problem(description: "its header is malformed") }
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func number() throws(NumPyHeader.Problem) -> Int {
    skipSpace()
    guard rest.first != UInt8(ascii: "-") else { throw Problem(description: "its shape has a negative extent") }
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { throw Problem(description: "its header is malformed") }
    rest = rest.dropFirst(digits.count)
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw Problem(description: "its shape is impossibly large")
    }
    return value
  }
}
