import Foundation

extension Double {
  /// A share from 0 to 1 as a percentage with one decimal, such as `84.5 %`.
  var percentage: String { String(format: "%.1f %%", self * 100) }
}

extension Double? {
  /// The percentage, or a dash where there is no number.
  var percentage: String { map(\.percentage) ?? "—" }
}

extension String {
  /// A number with up to four significant digits.
  init(shortest number: Double) { self.init(format: "%.4g", number) }
}
