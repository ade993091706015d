/// A command line that makes no sense.
struct UsageError: Error, Equatable, CustomStringConvertible {
  /// One line that names the argument and the remedy.
  let description: String

  init(_ description: String) { self.description = description }
}
