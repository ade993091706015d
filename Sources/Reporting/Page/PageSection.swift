/// A part of a page with a heading, which the page's list of contents leads to.
package struct PageSection: Sendable {
  /// Its identifier, the end of its address.
  package let id: String
  /// Its heading.
  package let title: String
  /// What stands in it.
  package let body: HTML

  package init(id: String, title: String, body: HTML) {
    self.id = id
    self.title = title
    self.body = body
  }

  var html: HTML {
    """
    <section id="\(id)" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>\(body)</section>

    """
  }
}
