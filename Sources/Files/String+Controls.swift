extension String {
  /// The text with � for control characters, which names and files may hold and a terminal would obey.
  package var withoutControls: String {
    let isControl = { (scalar: UnicodeScalar) in scalar.properties.generalCategory == .control }
    guard unicodeScalars.contains(where: isControl) else { return self }
    return String(UnicodeScalarView(unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }
}
