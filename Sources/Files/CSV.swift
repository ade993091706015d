/// Comma-separated values (RFC 4180), with the line ends of Unix.
package enum CSV {
  /// One line with its end; fields that would be misread as they are stand in quotation marks.
  package static func line(_ fields: [String]) -> String {
    // A line of one empty field would be an empty line, which readers pass over.
    (fields == [""] ? "\"\"" : fields.map(field).joined(separator: ",")) + "\n"
  }

  private static func field(_ text: String) -> String {
    // By bytes: "\r\n" is one character, and neither of the two.
    guard text.utf8.contains(where: { special.contains($0) }) else { return text }
    let quote = UInt8(ascii: "\"")
    return "\"" + String(decoding: text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }, as: UTF8.self) + "\""
  }

  private static let special = Set(",\"\n\r".utf8)
}
