import Testing

@testable import Formatting

@Suite struct NumberTextTests {
  @Test func numbersAreSpelledForPeople() {
    let cases: [(Double, String)] = [
      (0, "0"), (1234.5678, "1235"), (12345, "12,345"), (0.0051, "0.0051"), (3.21e-7, "3.21e-7"), (-2.5, "−2.5"),
      (1e12, "1e12"), (.nan, "–"), (.infinity, "–"), (100, "100"), (0.1, "0.1"),
    ]
    for (value, text) in cases { #expect(NumberText.short(value) == text, "\(value)") }
    #expect(NumberText.grouped(-1_234_567) == "−1,234,567")
    #expect(NumberText.duration(seconds: 3725) == "1 h 02 min" && NumberText.duration(seconds: 61) == "1 min 01 s")
    #expect(NumberText.duration(seconds: .nan) == "–" && NumberText.percent(0.845) == "84.5 %")
  }

  @Test func percentagesHaveOneDecimal() {
    #expect(NumberText.percent(0.8449) == "84.5 %")
    #expect(NumberText.percent(1.0) == "100.0 %")
    #expect(NumberText.percent(nil) == NumberText.unknown && NumberText.percent(.nan) == NumberText.unknown)
  }

  @Test func plainNumbersAreThoseOfC() {
    let cases: [(Double, String)] = [(0, "0"), (12345, "1.234e+04"), (-0.25, "-0.25"), (1e-5, "1e-05"), (.nan, "–")]
    for (value, text) in cases { #expect(NumberText.plain(value) == text, "\(value)") }
    #expect(NumberText.plain(0.12345678901, digits: 10) == "0.123456789")
  }

  @Test func tablesAreAligned() {
    let lines = TextTable.lines([["", "kNN"], ["raw pixels", "84.5 %"], ["a", "–"]])
    #expect(lines == ["                kNN", "raw pixels   84.5 %", "a                 –"])
  }
}
