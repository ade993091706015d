import Foundation

/// What values a setting takes.
public enum SettingKind: Sendable {
  case flag
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case choice([String])
  case text(placeholder: String)
  case widths

  /// What stands for the value in a help text.
  public var placeholder: String? {
    switch self {
    case .flag: nil
    case .integer, .number: "N"
    case .choice(let names): names.joined(separator: "|")
    case .text(let placeholder): placeholder
    case .widths: "N-N-…"
    }
  }

  /// What a value must be, for error messages.
  var expectation: String {
    switch self {
    case .flag: "true or false"
    case .integer(let range): "a whole number from \(range.lowerBound)\(Self.end(range.upperBound, .max))"
    case .number(let range):
      "a number from \(SettingValue.number(range.lowerBound))"
        + (range.upperBound == .greatestFiniteMagnitude ? " up" : " to \(SettingValue.number(range.upperBound))")
    case .choice(let names): "one of " + names.joined(separator: ", ")
    case .text(let placeholder): placeholder
    case .widths: "layer widths such as 512-512-512"
    }
  }

  private static func end(_ bound: Int, _ open: Int) -> String { bound == open ? " up" : " to \(bound)" }

  /// Reads what a user typed; nil if it is not such a value.
  func parse(_ text: String) -> SettingValue? {
    switch self {
    case .flag: Bool(text).map(SettingValue.flag)
    case .integer: Int(text).flatMap { check(.integer($0)) }
    case .number: Double(text).flatMap { check(.number($0)) }
    case .choice, .text: check(.text(text))
    case .widths:
      check(.widths(text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }))
    }
  }

  /// Reads a value of a JSON object; nil if it is not such a value.
  func parse(json: Any) -> SettingValue? {
    // JSON's true and 1 are both NSNumber; only the encoding type tells them apart.
    let isBoolean = (json as? NSNumber).map { JSONBoolean.matches($0) } ?? false
    switch self {
    case .flag: return isBoolean ? (json as? Bool).map(SettingValue.flag) : nil
    case .integer: return isBoolean ? nil : (json as? Int).flatMap { check(.integer($0)) }
    case .number: return isBoolean ? nil : (json as? Double).flatMap { check(.number($0)) }
    case .choice, .text: return (json as? String).flatMap { check(.text($0)) }
    case .widths:
      if let text = json as? String { return parse(text) }
      return (json as? [Int]).flatMap { check(.widths($0)) }
    }
  }

  private func check(_ value: SettingValue) -> SettingValue? {
    let fits =
      switch (self, value) {
      case (.integer(let range), .integer(let number)): range.contains(number)
      case (.number(let range), .number(let number)): range.contains(number)
      case (.choice(let names), .text(let name)): names.contains(name)
      case (.text, .text(let text)): !text.isEmpty
      case (.widths, .widths(let widths)): !widths.isEmpty && widths.allSatisfy { (1...1_048_576).contains($0) }
      default: false
      }
    return fits ? value : nil
  }
}

private enum JSONBoolean {
  /// Whether a number of a parsed JSON object was written `true` or `false`.
  static func matches(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
