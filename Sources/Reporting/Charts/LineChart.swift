/// Curves over a common axis, as a figure of a page with a legend, a description and a table.
public struct LineChart: Sendable {
  /// A curve with its name and the number of its colour and dashes.
  public struct Series: Sendable {
    let name: String
    let curve: SampledCurve
    let style: Int

    /// A curve; `style` is from 0 up, and styles repeat after ``LineChart/styleCount``.
    public init(_ name: String, _ curve: SampledCurve, style: Int) {
      self.name = name
      self.curve = curve
      self.style = style
    }
  }

  /// A horizontal line that curves are compared with.
  public struct Reference: Sendable {
    let name: String
    let value: Double
    let style: Int

    /// A line at `value`, in the colour of the curves of `style`.
    public init(_ name: String, _ value: Double, style: Int) {
      self.name = name
      self.value = value
      self.style = style
    }
  }

  /// The number of styles that can be told apart.
  public static let styleCount = 8

  /// The identifier of the figure in its page.
  public let id: String
  /// What the chart shows.
  public let title: String
  /// One sentence that says how to read it.
  public let hint: String
  /// The name of the horizontal axis, with its unit.
  public let xLabel: String
  /// The name of the vertical axis, with its unit.
  public let yLabel: String
  /// The curves.
  public let series: [Series]
  /// The lines that they are compared with.
  public let references: [Reference]
  /// The horizontal axis.
  public let xScale: AxisScale
  /// The vertical axis.
  public let yScale: AxisScale

  /// A chart of curves.
  ///
  /// Without `yKind` the vertical scale is logarithmic where the numbers span more than a factor of 20. With
  /// `includesZero` a linear one shows 0.
  public init(
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
