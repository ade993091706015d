import Foundation

/// The value of a setting, as a user writes it on the command line or in a file.
public enum SettingValue: Equatable, Sendable {
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case widths([Int])
}

extension SettingValue: CustomStringConvertible {
  /// What a user would write for it.
  public var description: String {
    switch self {
    case .flag(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): String(format: "%.10g", value)
    case .text(let value): value
    case .widths(let values): values.map(String.init).joined(separator: "-")
    }
  }

  /// The value for a JSON object.
  var json: Any {
    switch self {
    case .flag(let value): value
    case .integer(let value): value
    case .number(let value): value
    case .text(let value): value
    case .widths(let values): values
    }
  }
}
