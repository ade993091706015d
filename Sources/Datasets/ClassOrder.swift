extension Sequence<String> {
  /// The names in the order in which classes are numbered: that of their bytes, as every program sorts folders.
  func inClassOrder() -> [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
