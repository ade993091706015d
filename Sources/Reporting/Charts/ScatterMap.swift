import Foundation

/// Images as points in the plane, with their picture on hover, and their class as colour and shape.
package struct ScatterMap: Sendable {
  /// One way to lay the points out.
  package struct Projection: Sendable {
    /// What it is called.
    package let name: String
    /// What it shows and what it does not, in a sentence.
    package let hint: String
    /// The place of each point.
    package let points: [SIMD2<Double>]

    package init(name: String, hint: String, points: [SIMD2<Double>]) {
      self.name = name
      self.hint = hint
      self.points = points
    }
  }

  package let id: String
  package let title: String
  /// The layouts; the first one is shown at the start.
  package let projections: [Projection]
  /// The name of each point.
  package let names: [String]
  /// The class of each point; nil for one without.
  package let labels: [Int?]
  /// The name of each class; empty if there are none.
  package let classNames: [String]
  /// The picture of each point.
  package let thumbnails: ThumbnailSheet?

  /// The number of colours; after these, colours repeat.
  static let colorCount = 10
  private static let shapes = ["circle", "square", "triangle"]
  private static let side = 640.0
  private static let margin = 16.0

  /// A map of points, all finite.
  package init(
    id: String, title: String, projections: [Projection], names: [String], labels: [Int?], classNames: [String],
    thumbnails: ThumbnailSheet?
  ) {
    precondition(
      !projections.isEmpty && names.count == labels.count, "a map has a layout, a name and a label per point")
    precondition(projections.allSatisfy { $0.points.count == names.count }, "a layout has a place for each point")
    self.id = id
    self.title = title
    self.projections = projections
    self.names = names
    self.labels = labels
    self.classNames = classNames
    self.thumbnails = thumbnails
  }

  /// The figure.
  package func html() throws -> HTML {
    let places = projections.map { Self.fit($0.points) }
    let points = names.indices.map { index -> HTML in
      let place = places[0][index]
      return """
        <use href="#shape-\(Self.shape(labels[index]))" class="p \(Self.colorClass(labels[index]))" x="\(place.x)" \
        y="\(place.y)" data-i="\(index)"/>
        """
    }
    let choices = projections.enumerated().map { number, projection -> HTML in
      let checked: HTML = number == 0 ? " checked" : ""
      return """
        <label><input type="radio" name="\(id)-projection" value="\(number)"\(checked)> \(projection.name)</label>
        """
    }
    let hints = projections.enumerated().map { number, projection -> HTML in
      let hidden: HTML = number == 0 ? "" : " hidden"
      return "<p class=\"hint\" data-projection=\"\(number)\"\(hidden)>\(projection.hint)</p>"
    }
    return """
      <figure class="map" id="\(id)"><figcaption>\(title)</figcaption>\
      <fieldset class="choice"><legend>Layout</legend>\(choices)</fieldset>\(hints)\(legend)\
      <div class="plane"><svg class="scatter" viewBox="0 0 \(Self.side) \(Self.side)" role="img" tabindex="0" \
      aria-label="\(title): \(names.count) images. Arrow keys go from image to image.">\(points)</svg>\
      <div class="tip" hidden><span class="picture"></span><span class="words"></span></div></div>\
      <p class="readout" aria-live="polite"></p>\(try data(places))</figure>

      """
  }

  /// The shapes that points refer to; once in a page.
  static let shapeDefinitions: HTML = """
    <svg width="0" height="0" class="definitions" aria-hidden="true"><defs><circle id="shape-circle" r="4"/>\
    <rect id="shape-square" x="-3.6" y="-3.6" width="7.2" height="7.2"/>\
    <path id="shape-triangle" d="M0 -5L4.6 3.4H-4.6Z"/></defs></svg>
    """

  private static func shape(_ label: Int?) -> String { label.map { shapes[$0 % shapes.count] } ?? shapes[0] }

  static func colorClass(_ label: Int?) -> String { label.map { "k\($0 % colorCount)" } ?? "k-none" }

  private var legend: HTML {
    guard !classNames.isEmpty else { return "" }
    let entries = classNames.enumerated().compactMap { label, name -> HTML? in
      let count = labels.count { $0 == label }
      guard count > 0 else { return nil }
      return """
        <li><button type="button" aria-pressed="false" data-label="\(label)"><svg viewBox="-6 -6 12 12" \
        aria-hidden="true"><use href="#shape-\(Self.shape(label))" class="\(Self.colorClass(label))"/></svg>\(name)</button></li>
        """
    }
    return "<ul class=\"legend classes\" aria-label=\"Classes: press one to bring it out\">\(entries)</ul>"
  }

  /// Everything that the page's script needs, as JSON that cannot end its element.
  private func data(_ places: [[SIMD2<Double>]]) throws -> HTML {
    var object: [String: Any] = [
      "names": names, "labels": labels.map { $0 ?? -1 }, "classes": classNames,
      "places": places.map { $0.flatMap { [($0.x * 10).rounded() / 10, ($0.y * 10).rounded() / 10] } },
    ]
    if let thumbnails {
      object["sheet"] = ["columns": thumbnails.columns, "cell": thumbnails.cellSize, "rows": thumbnails.rows]
    }
    let sheet =
      try thumbnails.map { "<img class=\"sheet\" hidden alt=\"\" src=\"\(try $0.dataAddress())\">" as HTML } ?? ""
    return "<script type=\"application/json\">\(try HTML(json: object))</script>\(sheet)"
  }

  /// Places within the drawing; both axes have the same unit.
  private static func fit(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    precondition(points.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "a map's points are finite")
    guard let first = points.first else { return [] }
    var (low, high) = (first, first)
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let span = max((high - low).max(), 1e-12)
    let middle = (low + high) / 2
    return points.map { point in
      let place = (point - middle) * ((side - 2 * margin) / span)
      return SIMD2(side / 2 + place.x, side / 2 - place.y)
    }
  }
}
