import CTorch

/// An operation of libtorch that failed.
public struct TorchError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  public enum Kind: Sendable {
    /// The memory of the processor or of the device is exhausted.
    case outOfMemory
    /// Shapes, element types, devices or indices do not fit each other.
    case invalidArgument
    /// The library, or a device that was asked for, is not there or not usable; another process of a group is gone or too slow.
    case unavailable
    /// Anything else that libtorch reports.
    case failed
  }

  /// What kind of failure this is.
  public let kind: Kind
  /// One line that says what went wrong.
  public let message: String

  /// An error of the given kind; of `message` only the first line is kept.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = String(message.prefix { !$0.isNewline })
  }

  public var description: String { message }
}

/// Turns the status of a call into CTorch into an error.
@inline(__always)
func check(_ status: ct_status) throws(TorchError) {
  if status != CT_OK { throw failure(status) }
}

@inline(never)
private func failure(_ status: ct_status) -> TorchError {
  let kind: TorchError.Kind =
    switch status {
    case CT_OUT_OF_MEMORY: .outOfMemory
    case CT_INVALID_ARGUMENT: .invalidArgument
    case CT_UNAVAILABLE: .unavailable
    default: .failed
    }
  return TorchError(kind, String(cString: ct_last_error_message()))
}
