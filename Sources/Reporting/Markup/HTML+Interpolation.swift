extension HTML {
  /// Collects the pieces of a literal.
  package struct StringInterpolation: StringInterpolationProtocol {
    var markup = ""

    package init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(2 * literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { markup += literal }

    /// Markup stays what it is.
    package mutating func appendInterpolation(_ html: HTML) { markup += html.text }

    /// Pieces of markup one after the other.
    package mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { markup += part.text } }

    /// Text is escaped.
    package mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }

    /// A whole number.
    package mutating func appendInterpolation(_ number: Int) { markup += String(number) }

    /// A coordinate of a drawing, to a hundredth; it must be finite.
    package mutating func appendInterpolation(_ coordinate: Double) { markup += HTML.coordinate(coordinate) }
  }

  /// Text as it may stand between tags and in quoted attributes.
  ///
  /// Control characters, which HTML forbids, and those that turn the direction of writing around, which make a name look
  /// like another, become the replacement character.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A number with at most two decimals, without those that say nothing.
  static func coordinate(_ value: Double) -> String {
    precondition(value.isFinite && abs(value) < 1e12, "a coordinate is finite")
    let hundredths = Int((value * 100).rounded())
    guard hundredths != 0 else { return "0" }
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest > 0 else { return sign + String(whole) }
    return sign + String(whole) + (rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)")
  }
}
