/// Features or a request that no groups can be made of.
public struct ClusteringError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The class of failure.
  public enum Kind: Sendable, Equatable {
    /// The request makes no sense for these features.
    case usage
    /// The features themselves cannot be used.
    case badData
  }

  /// The class of failure.
  public let kind: Kind
  /// One line: what is wrong with what, and the remedy.
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
