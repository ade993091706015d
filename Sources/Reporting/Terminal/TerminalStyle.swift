/// What a terminal can show.
package struct TerminalStyle: Sendable, Equatable {
  /// Whether it has the 256 colours of xterm.
  package let isColored: Bool
  /// Whether it shows all characters, or those of ASCII alone.
  package let isUnicode: Bool

  package init(isColored: Bool, isUnicode: Bool) {
    self.isColored = isColored
    self.isUnicode = isUnicode
  }

  /// A line as the terminal can show it.
  func shown(_ line: String) -> String {
    guard !isUnicode, !line.utf8.allSatisfy({ $0 < 128 }) else { return line }
    return String(line.map { $0.isASCII ? $0 : Self.spelt[$0] ?? "?" })
  }

  private static let spelt: [Character: Character] = ["−": "-", "–": "-", "—": "-", "·": ".", "×": "x", "…": "~"]
}
