/// Why processes cannot train together, or no longer.
public struct ProcessGroupError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  public enum Kind: Sendable {
    /// What the launcher or the user says makes no sense.
    case usage
    /// A process is gone, cannot be reached, or takes too long.
    case unavailable
  }

  /// What kind of failure this is.
  public let kind: Kind
  /// One line that names the process and the remedy.
  public let message: String

  /// The status with which the process has ended that this is about; nil where it is not known.
  public let exitCode: Int32?

  public init(_ kind: Kind, _ message: String, exitCode: Int32? = nil) {
    self.kind = kind
    self.message = message
    self.exitCode = exitCode
  }

  public var description: String { message }
}
