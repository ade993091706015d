/// A part of a page with a heading, which the page's list of contents leads to.
public struct PageSection: Sendable {
  /// Its identifier, the end of its address.
  public let id: String
  /// Its heading.
  public let title: String
  /// What stands in it.
  public let body: HTML

  public init(id: String, title: String, body: HTML) {
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
