import Formatting

extension LineChart {
  private static let rowsInTable = 12

  /// The figure.
  package var html: HTML {
    guard series.contains(where: { !$0.curve.points.isEmpty }) else {
      return """
        <figure class="chart" id="\(id)"><figcaption>\(title)</figcaption><p class="note">Nothing was recorded.</p></figure>
        """
    }
    return """
      <figure class="chart" id="\(id)"><figcaption>\(title)</figcaption><p class="hint">\(hint)</p>\(legend)\(svg)\
      <p class="readout" aria-live="polite"></p>\(table)\
      <script type="application/json" class="csv">\(CSVTable(self).json)</script></figure>

      """
  }

  /// The drawing alone.
  var svg: HTML {
    let frame = PlotFrame(xScale: xScale, yScale: yScale, xLabel: xLabel, yLabel: yLabel)
    let bands = series.map { Self.band($0, frame) }
    let lines = series.map { Self.line($0, frame) }
    let marks = references.map { reference -> HTML in
      guard let y = frame.y(reference.value) else { return "" }
      return """
        <line class="reference \(Self.styleClass(reference.style))" x1="\(PlotFrame.left)" \
        x2="\(PlotFrame.width - PlotFrame.right)" y1="\(y)" y2="\(y)"/>
        """
    }
    return """
      <svg class="line-chart" viewBox="0 0 \(PlotFrame.width) \(PlotFrame.height)" role="img" tabindex="0" \
      aria-label="\(description)" \(frame.scaleAttributes) data-xname="\(xLabel)">\(frame.axes)\(bands)\(marks)\(lines)\
      <line class="cursor" y1="\(PlotFrame.top)" y2="\(PlotFrame.height - PlotFrame.bottom)" x1="0" x2="0"/></svg>
      """
  }

  static func styleClass(_ style: Int) -> String { "s\(style % styleCount)" }

  private static func line(_ series: Series, _ frame: PlotFrame) -> HTML {
    let places = series.curve.points.compactMap { frame.place($0.x, $0.mean) }
    let style = styleClass(series.style)
    // A curve of few points shows them; one alone would be invisible as a line.
    let dots =
      places.count > 40
      ? [] : places.map { "<circle class=\"dot \(style)\" cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"2.5\"/>" as HTML }
    return "<path class=\"line \(style)\" data-name=\"\(series.name)\" d=\"\(path(places))\"/>\(dots)"
  }

  private static func band(_ series: Series, _ frame: PlotFrame) -> HTML {
    guard series.curve.band != nil else { return "" }
    let top = series.curve.points.compactMap { frame.place($0.x, $0.maximum) }
    let bottom = series.curve.points.compactMap { frame.place($0.x, $0.minimum) }
    guard !top.isEmpty, !bottom.isEmpty else { return "" }
    return "<path class=\"band \(styleClass(series.style))\" d=\"\(path(top + bottom.reversed()))Z\"/>"
  }

  private static func path(_ places: [(x: Double, y: Double)]) -> HTML {
    HTML.joined(places.enumerated().map { "\($0.offset == 0 ? "M" : "L")\($0.element.x) \($0.element.y)" })
  }

  private var legend: HTML {
    // One curve alone is named by the title.
    guard series.count + references.count > 1 else { return "" }
    let entries = series.map { Self.entry($0.name, "line", $0.style) }
    let marks = references.map { Self.entry("\($0.name) (\(NumberText.short($0.value)))", "reference", $0.style) }
    return "<ul class=\"legend\">\(entries)\(marks)</ul>"
  }

  private static func entry(_ name: String, _ kind: String, _ style: Int) -> HTML {
    """
    <li><svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><line class="\(kind) \(styleClass(style))" x1="0" x2="26" \
    y1="4" y2="4"/></svg>\(name)</li>
    """
  }

  /// The chart in words, for those who do not see it.
  var description: String {
    let parts = series.compactMap { series -> String? in
      guard let first = series.curve.points.first, let last = series.curve.points.last else { return nil }
      let lowest = series.curve.points.map(\.minimum).min() ?? first.mean
      let highest = series.curve.points.map(\.maximum).max() ?? first.mean
      return "\(series.name) goes from \(NumberText.short(first.mean)) to \(NumberText.short(last.mean)), "
        + "lowest \(NumberText.short(lowest)), highest \(NumberText.short(highest))"
    }
    let marks = references.map { "\($0.name) is \(NumberText.short($0.value))" }
    return "\(title): \(yLabel) over \(xLabel). " + (parts + marks).joined(separator: "; ")
  }

  private var table: HTML {
    let bands = Set(series.compactMap(\.curve.band))
    let columns = series.flatMap { series in
      [DataTable.Column(series.name)]
        + (series.curve.band != nil ? [DataTable.Column("lowest"), DataTable.Column("highest")] : [])
    }
    // Curves of several runs need not have points at the same places: a row shows each one's last point so far.
    let places = Set(series.flatMap { $0.curve.points.map(\.x) }).sorted()
    let shown =
      places.count <= Self.rowsInTable
      ? places
      : (0..<Self.rowsInTable).map { places[$0 * (places.count - 1) / (Self.rowsInTable - 1)] }
    let rows = shown.map { x in
      ["\(NumberText.short(x, digits: 7))" as HTML]
        + series.flatMap { series -> [HTML] in
          let point = series.curve.points.last { $0.x <= x }
          let numbers =
            series.curve.band != nil
            ? [point?.mean, point?.minimum, point?.maximum] : [point?.mean]
          return numbers.map { "\(NumberText.short($0))" }
        }
    }
    let caption =
      title
      + (bands.contains(.extremes)
        ? ": means over short stretches, with the lowest and highest"
        : bands.contains(.interval) ? ": with the ends of the 95 % interval" : "")
    let table = DataTable(caption: caption, columns: [DataTable.Column(xLabel)] + columns, rows: rows)
    return "<details><summary>Numbers</summary>\(table.html)</details>"
  }
}
