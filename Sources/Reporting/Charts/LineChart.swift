/// Curves over a common axis, as a figure of a page with a legend, a description and a table.
package struct LineChart: Sendable {
  /// A curve with its name and the number of its colour and dashes.
  package struct Series: Sendable {
    let name: String
    let curve: SampledCurve
    let style: Int

    /// A curve; `style` is from 0 up, and styles repeat after ``LineChart/styleCount``.
    package init(_ name: String, _ curve: SampledCurve, style: Int) {
      self.name = name
      self.curve = curve
      self.style = style
    }
  }

  /// A horizontal line that curves are compared with.
  package struct Reference: Sendable {
    let name: String
    let value: Double
    let style: Int

    /// A line at `value`, in the colour of the curves of `style`.
    package init(_ name: String, _ value: Double, style: Int) {
      self.name = name
      self.value = value
      self.style = style
    }
  }

  /// The number of styles that can be told apart.
  package static let styleCount = 8

  /// The identifier of the figure in its page.
  package let id: String
  /// What the chart shows.
  package let title: String
  /// One sentence that says how to read it.
  package let hint: String
  /// The name of the horizontal axis, with its unit.
  package let xLabel: String
  /// The name of the vertical axis, with its unit.
  package let yLabel: String
  /// The curves.
  package let series: [Series]
  /// The lines that they are compared with.
  package let references: [Reference]
  /// The horizontal axis.
  package let xScale: AxisScale
  /// The vertical axis.
  package let yScale: AxisScale

  /// A chart of curves.
  ///
  /// Without `yKind` the vertical scale is logarithmic where the numbers span more than a factor of 20. With
  /// `includesZero` a linear one shows 0.
  package init(
    id: String, title: String, hint: String, xLabel: String, yLabel: String, series: [Series],
    references: [Reference] = [], yKind: AxisScale.Kind? = nil, includesZero: Bool = false,
    xKind: AxisScale.Kind = .linear
  ) {
    self.id = id
    self.title = title
    self.hint = hint
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.references = references
    let points = series.flatMap(\.curve.points)
    let values = points.flatMap { [$0.minimum, $0.maximum] } + references.map(\.value)
    let least = values.min() ?? 0
    let kind = yKind ?? (least > 0 && (values.max() ?? 0) > 20 * least ? .logarithmic : .linear)
    xScale = AxisScale(xKind, covering: points.map(\.x), isTight: true)
    yScale = AxisScale(kind, covering: values, includesZero: includesZero)
  }
}
