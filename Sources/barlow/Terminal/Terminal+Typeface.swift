import Reporting

extension Terminal {
  /// Says which characters of a picture no font has, if there are any.
  static func note(of typeface: Typeface) {
    if let note = typeface.note { error("note: \(note)") }
  }
}
