/// Parts of text in lines.
enum TextFlow {
  /// Joins parts to lines, each as long as `fits` allows; a part that does not fit has a line of its own.
  static func lines(of parts: [String], separator: String, fits: (String) -> Bool) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, fits(last + separator + part) {
        lines[lines.count - 1] = last + separator + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }
}
