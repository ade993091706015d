import Foundation

/// A document that is whole in itself: one HTML file with its styles, its script and its pictures, which asks for nothing.
package struct Page: Sendable {
  /// The heading, and the name of the window.
  package let title: String
  /// A line under the heading.
  package let subtitle: HTML
  /// The parts, in order.
  package let sections: [PageSection]
  /// What stands at the end.
  package let footer: HTML

  package init(title: String, subtitle: HTML, sections: [PageSection], footer: HTML) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.footer = footer
  }

  /// The document.
  ///
  /// Its policy lets a browser load nothing, and run only the script that bears a number drawn for this page.
  package var html: HTML {
    let key = String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as HTML }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
      script-src 'nonce-\(key)'; base-uri 'none'; form-action 'none'">
      <title>\(title)</title>
      <style>\(HTML(trusted: String(decoding: PackageResources.page_css, as: UTF8.self)))</style></head>
      <body><a class="skip" href="#content">Skip to the content</a>\(ScatterMap.shapeDefinitions)
      <header><div><h1>\(title)</h1><p>\(subtitle)</p></div>
      <button type="button" id="theme" aria-pressed="false">Dark</button></header>
      <nav aria-label="Contents"><ul>\(links)</ul></nav>
      <main id="content" tabindex="-1">
      \(sections.map(\.html))</main>
      <footer>\(footer)</footer>
      <script nonce="\(key)">\(HTML(trusted: String(decoding: PackageResources.page_js, as: UTF8.self)))</script>
      </body></html>

      """
  }
}
