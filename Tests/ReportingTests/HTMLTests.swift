import Testing

@testable import Reporting

/// Markup, in which outside text must stay text.
@Suite struct HTMLTests {
  @Test func interpolatedTextIsEscaped() {
    let name = "<script>alert('x')</script>&\"\u{202E}\u{0}"
    let html: HTML = "<b title=\"\(name)\">\(name)</b>"
    let text = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\u{FFFD}\u{FFFD}"
    #expect(html.text == "<b title=\"\(text)\">\(text)</b>")
    #expect(("<p>\(html)</p>" as HTML).text == "<p>\(html.text)</p>")
    #expect(HTML.joined([html, "x"], separator: ",").text == html.text + ",x")
  }

  @Test func aTableEscapesItsWords() {
    let table = DataTable(
      caption: "<i>", columns: [DataTable.Column("a<"), DataTable.Column("b")], rows: [["\("<u>")", "1"]],
      stressedRows: [0])
    #expect(!table.html.text.contains("<i>") && !table.html.text.contains("<u>") && !table.html.text.contains("a<<"))
    #expect(
      table.html.text.contains(
        "<tr class=\"stressed\"><th scope=\"row\" class=\"n\">&lt;u&gt;</th><td class=\"n\">1</td></tr>"))
  }

  @Test func coordinatesAreShort() {
    let cases: [(Double, String)] = [
      (0, "0"), (-0.001, "0"), (1.5, "1.5"), (1.005, "1"), (-1.25, "-1.25"), (0.05, "0.05"), (-0.05, "-0.05"),
      (12, "12"),
    ]
    for (value, text) in cases { #expect(HTML.coordinate(value) == text, "\(value)") }
  }
}
