import Formatting

/// The frame of a chart: its size, the axes with their ticks and names.
struct PlotFrame {
  static let width = 480.0
  static let height = 296.0
  static let left = 62.0
  static let right = 12.0
  static let top = 30.0
  static let bottom = 48.0

  let xScale: AxisScale
  let yScale: AxisScale
  let xLabel: String
  let yLabel: String

  private static let plotWidth = width - left - right
  private static let plotHeight = height - top - bottom

  /// Where a point stands in the drawing; nil if an axis cannot show it.
  func place(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard let across = xScale.position(x), let up = yScale.position(y) else { return nil }
    return (Self.left + across * Self.plotWidth, Self.top + (1 - up) * Self.plotHeight)
  }

  /// Where a number of the vertical axis stands.
  func y(_ value: Double) -> Double? { yScale.position(value).map { Self.top + (1 - $0) * Self.plotHeight } }

  /// Where a number of the horizontal axis stands.
  func x(_ value: Double) -> Double? { xScale.position(value).map { Self.left + $0 * Self.plotWidth } }

  /// Grid lines, tick labels and names.
  var axes: HTML {
    let base = Self.height - Self.bottom
    let horizontal = yScale.ticks.compactMap { tick -> HTML? in
      guard let y = y(tick) else { return nil }
      return """
        <line class="grid" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(y)" y2="\(y)"/>\
        <text class="tick" x="\(Self.left - 6)" y="\(y + 4)" text-anchor="end">\(NumberText.short(tick, digits: 3))</text>
        """
    }
    let vertical = xScale.ticks.compactMap { tick -> HTML? in
      guard let x = x(tick) else { return nil }
      return """
        <line class="grid" x1="\(x)" x2="\(x)" y1="\(Self.top)" y2="\(base)"/>\
        <text class="tick" x="\(x)" y="\(base + 16)" text-anchor="middle">\(NumberText.short(tick, digits: 6))</text>
        """
    }
    return """
      <g>\(horizontal)\(vertical)\
      <line class="axis" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(base)" y2="\(base)"/>\
      <line class="axis" x1="\(Self.left)" x2="\(Self.left)" y1="\(Self.top)" y2="\(base)"/>\
      <text class="name" x="\(Self.left + Self.plotWidth / 2)" y="\(Self.height - 10)" text-anchor="middle">\(xLabel)</text>\
      <text class="name" x="0" y="14">\(yLabel)</text></g>
      """
  }

  /// What the page's script needs to turn positions into numbers again.
  var scaleAttributes: HTML {
    """
    data-x="\(Self.text(xScale)) \(Self.left) \(Self.width - Self.right)" \
    data-y="\(Self.text(yScale)) \(Self.height - Self.bottom) \(Self.top)"
    """
  }

  private static func text(_ scale: AxisScale) -> String { "\(scale.kind.rawValue) \(scale.lower) \(scale.upper)" }
}
