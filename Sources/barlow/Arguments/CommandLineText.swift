/// A command line of this tool as a shell reads it.
enum CommandLineText {
  /// `barlow` and words, quoted where a shell would take them apart.
  static func barlow(_ words: String?...) -> String { barlow(words) }

  /// `barlow` and a list of words, quoted where a shell would take them apart.
  static func barlow(_ words: [String?]) -> String {
    (["barlow"] + words.map { $0 ?? "" }).filter { !$0.isEmpty }.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,%+@".contains($0) }
    return plain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
