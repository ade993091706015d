/// A setting or recipe that cannot be used.
public struct ConfigurationError: SettingError, Equatable, Sendable {
  /// One line that names the setting and the remedy.
  public let message: SettingMessage

  public init(_ message: SettingMessage) { self.message = message }
}
