/// What one process has sent to the members of a group.
public struct Traffic: Equatable, Sendable {
  /// The number of operations.
  public var messages: Int
  /// The bytes that it has sent, as a ring sends them; it has received as many.
  public var bytes: Int
  /// The time that it has waited for the operations to end, in seconds.
  public var seconds: Double

  public init(messages: Int = 0, bytes: Int = 0, seconds: Double = 0) {
    self.messages = messages
    self.bytes = bytes
    self.seconds = seconds
  }

  /// Both together.
  public static func + (a: Traffic, b: Traffic) -> Traffic {
    Traffic(messages: a.messages + b.messages, bytes: a.bytes + b.bytes, seconds: a.seconds + b.seconds)
  }

  /// What has come since.
  public static func - (a: Traffic, b: Traffic) -> Traffic {
    Traffic(messages: a.messages - b.messages, bytes: a.bytes - b.bytes, seconds: a.seconds - b.seconds)
  }
}
