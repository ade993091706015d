import Foundation

/// Spells numbers for people.
package enum NumberText {
  /// What stands for a number that is not known or not finite.
  package static let unknown = "–"

  /// A number with up to `digits` significant digits, thousands apart, such as `12,345`, `0.0051` or `3.2e-7`.
  package static func short(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return unknown }
    guard value != 0 else { return "0" }
    let magnitude = abs(value)
    let sign = value < 0 ? "−" : ""
    if magnitude >= 1e9 || magnitude < 1e-4 {
      let parts = String(format: "%.\(max(min(digits, 3) - 1, 0))e", magnitude).split(separator: "e")
      let exponent = parts.last.flatMap { Int($0) } ?? 0
      return sign + trimmed(String(parts.first ?? "0")) + "e\(exponent)"
    }
    let decimals = max(0, digits - 1 - Int(log10(magnitude).rounded(.down)))
    let text = trimmed(String(format: "%.\(decimals)f", magnitude))
    guard magnitude >= 10_000 else { return sign + text }
    return sign + grouped(Int(magnitude.rounded()))
  }

  /// A number that may be missing.
  package static func short(_ value: Double?, digits: Int = 4) -> String {
    value.map { short($0, digits: digits) } ?? unknown
  }

  /// A number with up to `digits` significant digits, as C writes it, for logs and tables of text.
  package static func plain(_ value: Double, digits: Int = 4) -> String {
    value.isFinite ? String(format: "%.\(digits)g", value) : unknown
  }

  /// A number with a fixed number of decimals, as a column of them is read best.
  package static func fixed(_ value: Double, decimals: Int = 2) -> String {
    guard value.isFinite else { return unknown }
    let text = String(format: "%.\(decimals)f", abs(value))
    return (value < 0 && text.contains { ("1"..."9").contains($0) } ? "−" : "") + text
  }

  /// A share from 0 to 1 as a percentage, such as `84.5 %`.
  package static func percent(_ share: Double, decimals: Int = 1) -> String {
    share.isFinite ? String(format: "%.\(decimals)f %%", share * 100) : unknown
  }

  /// A share that may be missing, as a percentage.
  package static func percent(_ share: Double?, decimals: Int = 1) -> String {
    share.map { percent($0, decimals: decimals) } ?? unknown
  }

  /// A whole number with its thousands apart.
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var result = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return (value < 0 ? "−" : "") + result
  }

  /// A number of things, such as `1 step` or `2,000 steps`.
  package static func count(_ value: Int, _ thing: String) -> String {
    grouped(value) + " " + thing + (value == 1 ? "" : "s")
  }

  /// A time as `1 h 02 min`, `3 min 20 s` or `12 s`.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return unknown }
    let total = Int(seconds.rounded())
    if total >= 3600 { return String(format: "%d h %02d min", total / 3600, total / 60 % 60) }
    return total >= 60 ? String(format: "%d min %02d s", total / 60, total % 60) : "\(total) s"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
