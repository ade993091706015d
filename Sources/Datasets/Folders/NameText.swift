import Foundation

/// Names of files and folders as text: one line that two different names never share, and that a terminal does not obey.
///
/// Names are bytes. What is no UTF-8 is written as `\xE9`, a control character as `\n` or `\x1B`. Names that differ only in whether
/// an accent is a character of its own compare equal, as Swift's strings do, in folders and archives alike.
package enum NameText {
  /// The text of a name.
  package static func text(_ name: some Collection<UInt8>) -> String {
    let isPlain = name.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }
    if isPlain { return String(decoding: name, as: UTF8.self) }
    guard let text = String(validating: name, as: UTF8.self) else { return escapingInvalid(Array(name)) }
    return escapingControls(text)
  }

  /// The text of a path that may have to be found again: as it is, unless it is no UTF-8.
  package static func path(_ path: some Collection<UInt8>) -> String {
    String(validating: path, as: UTF8.self) ?? text(path)
  }

  private static func escapingControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.map { isControl($0) ? escape($0) : String($0) }.joined()
  }

  /// Controls, and what turns the direction of the text behind it.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\\" || scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
      || scalar.properties.generalCategory == .lineSeparator || scalar.properties.generalCategory == .paragraphSeparator
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    // So that no name looks like another one that is written with escapes.
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: String(format: scalar.value < 256 ? "\\x%02X" : "\\u%04X", scalar.value)
    }
  }

  private static func escapingInvalid(_ bytes: [UInt8]) -> String {
    var (text, rest) = ("", bytes[...])
    while let first = rest.first {
      // The longest of the four lengths that a character may have.
      let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil && rest.count >= $0 }
      if let length {
        text += escapingControls(String(decoding: rest.prefix(length), as: UTF8.self))
        rest = rest.dropFirst(length)
      } else {
        text += String(format: "\\x%02X", first)
        rest = rest.dropFirst()
      }
    }
    return text
  }
}
