/// Features that cannot be used: too few, of another shape than their labels, or not finite.
public struct FeatureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line: what is wrong with what, and the remedy.
  public let description: String

  public init(_ description: String) { self.description = description }
}
