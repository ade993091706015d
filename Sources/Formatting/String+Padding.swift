extension String {
  /// The text with spaces up to a number of characters, after it or before it.
  package func padded(to width: Int, onTheLeft: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(width - count, 0))
    return onTheLeft ? spaces + self : self + spaces
  }
}
