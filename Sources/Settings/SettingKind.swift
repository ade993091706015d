/// What values a setting takes.
public enum SettingKind: Equatable, Sendable {
  case flag
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case choice([String])
  case text(placeholder: String)
  /// Widths of layers: `512-512` behind a flag, `[512, 512]` in a file.
  case widths
  /// Anything; whoever decodes it checks it.
  case object

  /// What a value must be, for error messages.
  public var expectation: String {
    switch self {
    case .flag: "true or false"
    case .integer(let range):
      "a whole number from \(range.lowerBound)" + (range.upperBound == .max ? " up" : " to \(range.upperBound)")
    case .number(let range):
      "a number from \(JSONValue.number(range.lowerBound)) to \(JSONValue.number(range.upperBound))"
    case .choice(let names): "one of " + names.joined(separator: ", ")
    case .text(let placeholder): placeholder
    case .widths: "layer widths such as 512-512-512"
    case .object: "an object"
    }
  }

  /// Reads what a user typed; nil if it is not such a value.
  public func parse(_ text: String) -> JSONValue? {
    switch self {
    case .flag: Bool(text).map(JSONValue.flag)
    case .integer: Int(text).flatMap { check(.integer($0)) }
    case .number: Double(text).flatMap { check(.number($0)) }
    case .choice, .text: check(.text(text))
    case .widths:
      check(.array(text.split(separator: "-", omittingEmptySubsequences: false).map { .integer(Int($0) ?? 0) }))
    case .object: nil
    }
  }

  /// The value as it is kept; nil if it is not such a value.
  public func check(_ value: JSONValue) -> JSONValue? {
    switch (self, value) {
    case (.flag, .flag), (.object, .object): value
    case (.integer(let range), .integer(let number)): range.contains(number) ? value : nil
    // JSON does not tell 1 from 1.0.
    case (.integer(let range), .number(let number)):
      Int(exactly: number).flatMap { range.contains($0) ? .integer($0) : nil }
    case (.number(let range), _): value.double.flatMap { range.contains($0) ? .number($0) : nil }
    case (.choice(let names), .text(let name)): names.contains(name) ? value : nil
    case (.text, .text(let text)): text.isEmpty ? nil : value
    case (.widths, .text(let text)): parse(text)
    case (.widths, .array(let widths)):
      !widths.isEmpty && widths.allSatisfy { SettingKind.integer(1...1_048_576).check($0) != nil } ? value : nil
    default: nil
    }
  }
}
