/// A table that does not fit into the memory that is left.
public struct MemoryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line: what is too large, and what is left.
  ///
  /// The remedy depends on what was asked for.
  public let description: String

  init(_ description: String) { self.description = description }
}
