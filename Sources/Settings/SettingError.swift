/// An error whose message names settings, which a program may spell as its flags.
public protocol SettingError: Error, CustomStringConvertible {
  /// One line that says what is wrong, and the remedy.
  var message: SettingMessage { get }
}

extension SettingError {
  public var description: String { message.description }
}
