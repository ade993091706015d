/// Markup in which text that comes from outside is always escaped.
///
/// A literal is markup; what is interpolated into it is text and is escaped, unless it is ``HTML`` itself. So a file's name
/// cannot become an element or end an attribute, wherever it stands between quotes or tags:
///
///     let cell: HTML = "<td title=\"\(name)\">\(name)</td>"
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The markup.
  package let text: String

  package init(stringLiteral value: String) { text = value }
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.markup }

  /// Takes a string as it is: only for markup that no outside text is part of.
  init(trusted text: String) { self.text = text }

  /// No markup at all.
  package static let empty: HTML = ""

  /// Whether there is no markup.
  package var isEmpty: Bool { text.isEmpty }

  /// One after the other, as a single string: a page has tens of thousands of parts.
  package static func joined(_ parts: some Sequence<HTML>, separator: HTML = "") -> HTML {
    HTML(trusted: parts.lazy.map(\.text).joined(separator: separator.text))
  }

  package static func + (a: HTML, b: HTML) -> HTML { HTML(trusted: a.text + b.text) }
}
