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
  package var html: HTML {
    let frame = PageFrame(title: title)
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as HTML }
    return """
      \(frame.opening())<a class="skip" href="#content">Skip to the content</a>\(ScatterMap.shapeDefinitions)
      <header><div><h1>\(title)</h1><p>\(subtitle)</p></div>
      \(PageFrame.themeButton)</header>
      <nav aria-label="Contents"><ul>\(links)</ul></nav>
      <main id="content" tabindex="-1">
      \(sections.map(\.html))</main>
      <footer>\(footer)</footer>
      \(frame.closing)
      """
  }
}
