import Testing
import TestSupport

@testable import Files

@Suite struct CSVTests {
  @Test(arguments: [
    (["a", "1.5", ""], "a,1.5,\n"), (["a,b", "c"], "\"a,b\",c\n"), (["say \"x\""], "\"say \"\"x\"\"\"\n"),
    (["two\nlines", "of\r\nWindows", "\r"], "\"two\nlines\",\"of\r\nWindows\",\"\r\"\n"), ([""], "\"\"\n"),
    // A quotation mark stays one when an accent follows it.
    (["\"\u{301}"], "\"\"\"\u{301}\"\n"),
  ])
  func fieldsAreQuotedWhereTheyMust(fields: [String], line: String) {
    #expect(Array(CSV.line(fields).utf8) == Array(line.utf8))
  }
}
