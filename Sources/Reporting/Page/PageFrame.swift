/// What every page begins and ends with: its policy, its styles and its script.
///
/// The policy lets a browser load nothing, and run only scripts that bear a number drawn for this page.
package struct PageFrame: Sendable {
  private let title: String
  private let key: String

  /// The frame of a page.
  ///
  /// - Parameter title: The name of the window.
  package init(title: String) {
    self.title = title
    key = String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
  }

  /// All that stands before the content.
  ///
  /// - Parameter styles: Styles of this page alone, which come after those of every page.
  /// - Returns: The markup up to the beginning of the body.
  package func opening(styles: [[UInt8]] = []) -> HTML {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
    script-src 'nonce-\(key)'; base-uri 'none'; form-action 'none'">
    <title>\(title)</title>
    \(([PackageResources.page_css] + styles).map { "<style>\(Self.markup($0))</style>" as HTML })</head>
    <body>
    """
  }

  /// The button that the page's script expects, which turns light into dark.
  package static let themeButton: HTML =
    "<button type=\"button\" id=\"theme\" aria-pressed=\"false\">Dark</button>"

  /// A script that the page may run.
  ///
  /// - Parameter source: Its text, of this package.
  /// - Returns: Its element.
  package func script(_ source: [UInt8]) -> HTML { "<script nonce=\"\(key)\">\(Self.markup(source))</script>\n" }

  /// The script of every page, and the end.
  package var closing: HTML { "\(script(PackageResources.page_js))</body></html>\n" }

  private static func markup(_ resource: [UInt8]) -> HTML { HTML(trusted: String(decoding: resource, as: UTF8.self)) }
}
