import Evaluation
import Formatting
import Images

extension RunReport {
  /// From here on a picture's pixels need not be kept apart when it is magnified.
  private static let smallPicture = 64

  /// The most similar images of some images.
  func neighbors() throws -> PageSection {
    let hasClasses = runs.contains { $0.study?.classNames.isEmpty == false }
    let hint =
      "Each row begins with an image; to its right are those with the most similar representations (cosine), "
      + "nearest first." + (hasClasses ? " A solid blue frame is the same class, a dashed orange one another." : "")
    return try section("neighbors", "Neighbours", hint: hint) { study in
      let rows = try study.neighbors.map { row -> HTML in
        let others = try row.neighbors.map { entry -> HTML in
          let isSame = entry.label.flatMap { label in row.query.label.map { $0 == label } }
          return try Self.shot(
            entry.picture, isSame.map { $0 ? "same" : "other" } ?? "",
            title: study.title(entry.name, entry.label),
            caption: [
              study.className(entry.label), entry.similarity.map { NumberText.fixed($0) } ?? NumberText.unknown,
            ]
            .filter { !$0.isEmpty }.joined(separator: " · "))
        }
        let query = try Self.shot(
          row.query.picture, "query", title: study.title(row.query.name, row.query.label),
          caption: study.classNames.isEmpty ? row.query.name : study.className(row.query.label))
        return "<div class=\"row\">\(query)\(others)</div>"
      }
      return "<div class=\"gallery\">\(rows)</div>"
    }
  }

  /// All sampled images in the plane.
  func map() throws -> PageSection {
    let hint =
      "Each point is an image; its place comes from its representation alone, without labels. Point at one to see "
      + "it, or focus the map and press the arrow keys."
    return try section("map", "Map", hint: hint) { study, index in
      let map = ScatterMap(
        id: "map-\(index)", title: "\(NumberText.grouped(study.count)) images",
        projections: study.projections.map(ScatterMap.Projection.init),
        names: study.names, labels: study.labels, classNames: study.classNames,
        thumbnails: ThumbnailSheet(study.thumbnails, cellSize: ImageStudy.thumbnailSide))
      return "<div class=\"beside\">\(try map.html())<div>\(Self.purityTable(study))</div></div>"
    }
  }

  /// View pairs as training draws them.
  func views() throws -> PageSection {
    let hint =
      "What the network is asked to see as the same: two random views of each image, drawn by the run's recipe "
      + "(before normalization)."
    return try section("views", "View pairs", hint: hint) { study in
      let pairs = try study.pairs.map { row -> HTML in
        let original = try Self.shot(row.original, "query", title: row.name, caption: row.name)
        let views = try row.views.enumerated().map { number, view in
          try Self.shot(
            view.picture, "", title: "View \(Self.letter(number)) of \(row.name)",
            caption: "\(Self.letter(number)): \(ViewCaption(view.parameters).words.joined(separator: " · "))")
        }
        return "<div class=\"row\">\(original)\(views)</div>"
      }
      return "<div class=\"pairs\">\(pairs)</div>"
    }
  }

  private func section(
    _ id: String, _ title: String, hint: String, _ body: (ImageStudy) throws -> HTML
  ) throws -> PageSection {
    try section(id, title, hint: hint) { study, _ in try body(study) }
  }

  private func section(
    _ id: String, _ title: String, hint: String, _ body: (ImageStudy, Int) throws -> HTML
  ) throws -> PageSection {
    let parts = try runs.enumerated().map { index, run -> HTML in
      guard let study = run.study else { return heading(index) + Self.note(run.absence ?? "") }
      return """
        \(heading(index))<p class="hint">\(NumberText.grouped(study.count)) images: \(study.origin).</p>\
        \(try body(study, index))
        """
    }
    let isShown = runs.contains { $0.study != nil }
    let words: HTML = isShown ? "<p class=\"hint\">\(hint)</p>" : ""
    return PageSection(id: id, title: title, body: "\(words)\(parts)")
  }

  /// What a view is called: A, B, and numbers for the local ones.
  private static func letter(_ number: Int) -> String { number == 0 ? "A" : number == 1 ? "B" : "local \(number - 1)" }

  private static func shot(_ picture: Image, _ kind: String, title: String, caption: String) throws -> HTML {
    let small = max(picture.width, picture.height) < smallPicture ? " small-source" : ""
    return """
      <div class="shot \(kind)\(small)"><img alt="\(title)" title="\(title)" width="\(picture.width)" \
      height="\(picture.height)" src="\(try picture.photographAddress())">\(caption)</div>
      """
  }

  private static func purityTable(_ study: ImageStudy) -> HTML {
    guard let k = study.purityNeighbors else { return "" }
    let total = study.purity.map(\.images).reduce(0, +)
    let mean = study.purity.map { $0.share * Double($0.images) }.reduce(0, +) / Double(max(total, 1))
    return DataTable(
      caption:
        "The share of an image's \(k) nearest neighbours with its class, beside the share that chance would give",
      columns: [DataTable.Column("class", isNumeric: false)]
        + ["images", "same class", "by chance"].map { DataTable.Column($0) },
      rows: study.purity.map { entry in
        [
          "\(entry.name)", "\(NumberText.grouped(entry.images))", "\(NumberText.percent(entry.share))",
          "\(NumberText.percent(Double(entry.images - 1) / Double(max(study.count - 1, 1))))",
        ]
      } + [["all", "\(NumberText.grouped(total))", "\(NumberText.percent(mean))", "\(NumberText.unknown)"]]
    ).html
  }
}

extension ImageStudy {
  /// The name of a class; empty without one.
  func className(_ label: Int?) -> String {
    label.flatMap { classNames.indices.contains($0) ? classNames[$0] : nil } ?? ""
  }

  /// An image's name with its class.
  func title(_ name: String, _ label: Int?) -> String {
    let className = className(label)
    return className.isEmpty ? name : "\(name), \(className)"
  }
}
