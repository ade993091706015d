/// A message in which `\\(setting: "batchSize")` stands for a setting's name.
///
/// It names settings by their keys; a program that has another spelling for them, such as flags, takes
/// ``description(spelling:)``.
public struct SettingMessage: ExpressibleByStringInterpolation, Equatable, Sendable, CustomStringConvertible {
  fileprivate enum Part: Equatable, Sendable {
    case text(String)
    case setting(String)
  }

  private let parts: [Part]

  public init(stringLiteral value: String) { parts = [.text(value)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  public var description: String { description { $0 } }

  /// The message with each setting's name spelled by `spelling`.
  public func description(spelling: (String) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .setting(let name): spelling(name)
      }
    }.joined()
  }

  /// Two messages, one behind the other.
  public static func + (first: SettingMessage, second: SettingMessage) -> SettingMessage { "\(first)\(second)" }

  /// What a string literal with interpolations becomes.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
    public mutating func appendInterpolation(setting name: String) { parts.append(.setting(name)) }
    public mutating func appendInterpolation(_ message: SettingMessage) { parts += message.parts }
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      parts.append(.text(value.description))
    }
  }
}
