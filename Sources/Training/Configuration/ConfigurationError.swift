/// A setting or recipe that cannot be used.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line that names the setting and the remedy.
  public let description: String

  public init(_ description: String) { self.description = description }
}
