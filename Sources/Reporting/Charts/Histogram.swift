import Formatting

/// How often numbers fall into equal intervals, as a figure of a page.
package struct Histogram: Sendable {
  package let id: String
  package let title: String
  package let xLabel: String
  /// The borders of the intervals, ascending: one more than there are counts.
  package let edges: [Double]
  /// How many numbers fall into each interval.
  package let counts: [Int]
  private let style: Int

  /// Counts `values` in `bins` intervals between the extremes, or in `range`, to whose ends what lies outside is moved.
  ///
  /// Those that are not finite or above 1e300 are left out.
  package init(
    id: String, title: String, xLabel: String, values: [Double], range: ClosedRange<Double>? = nil, bins: Int = 40,
    style: Int = 0
  ) {
    precondition(bins > 0, "a histogram has at least one interval")
    // Sums and differences of larger numbers overflow.
    let finite = values.filter { abs($0) < 1e300 }
    let low = range?.lowerBound ?? finite.min() ?? 0
    // Equal numbers need an interval around them that has a width.
    let high = max(range?.upperBound ?? finite.max() ?? 1, low + max(abs(low) * 1e-6, 1e-9))
    var counts = [Int](repeating: 0, count: bins)
    for value in finite {
      let place = (min(max(value, low), high) - low) / (high - low) * Double(bins)
      counts[min(Int(place), bins - 1)] += 1
    }
    self.id = id
    self.title = title
    self.xLabel = xLabel
    self.counts = counts
    self.style = style
    edges = (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
  }

  /// The figure.
  package var html: HTML {
    """
    <figure class="chart" id="\(id)"><figcaption>\(title)</figcaption>\(svg)\
    <details><summary>Numbers</summary>\(table.html)</details></figure>

    """
  }

  /// The drawing alone.
  package var svg: HTML {
    let frame = PlotFrame(
      xScale: AxisScale(.linear, covering: edges, isTight: true),
      yScale: AxisScale(.linear, covering: counts.map(Double.init), includesZero: true), xLabel: xLabel, yLabel: "count"
    )
    let bars = counts.enumerated().compactMap { place, count -> HTML? in
      guard count > 0, let left = frame.x(edges[place]), let right = frame.x(edges[place + 1]),
        let top = frame.y(Double(count)), let base = frame.y(0)
      else { return nil }
      return """
        <rect class="bar \(LineChart.styleClass(style))" x="\(left)" y="\(top)" width="\(max(right - left - 1, 0.5))" \
        height="\(base - top)"/>
        """
    }
    let total = counts.reduce(0, +)
    let range = "\(NumberText.short(edges.first)) to \(NumberText.short(edges.last))"
    return """
      <svg viewBox="0 0 \(PlotFrame.width) \(PlotFrame.height)" role="img" \
      aria-label="\(title): \(NumberText.grouped(total)) numbers of \(xLabel) from \(range)">\(frame.axes)\(bars)</svg>
      """
  }

  private var table: DataTable {
    DataTable(
      caption: title,
      columns: [DataTable.Column("from", isNumeric: false), DataTable.Column("to"), DataTable.Column("count")],
      rows: counts.indices.map {
        ["\(NumberText.short(edges[$0]))", "\(NumberText.short(edges[$0 + 1]))", "\(NumberText.grouped(counts[$0]))"]
      })
  }
}
