/// A name that no device has.
public struct DeviceNameError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was given.
  public let name: String

  /// One line that says which names there are.
  public var description: String { "\"\(name)\" names no device; names are cpu, cuda and cuda:N" }
}
