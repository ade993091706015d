import Evaluation
import Foundation
import Images
import Testing

@testable import Reporting

/// Axes, curves and pictures of numbers.
@Suite struct ChartTests {
  @Test(arguments: [
    [3.0, 97], [0, 0], [-5, 5], [1e-9, 2e-9], [1e8, 1.00001e8], [42], [], [.nan, .infinity, 7, 9],
  ])
  func aLinearAxisCoversItsNumbersWithRoundTicks(values: [Double]) {
    let finite = values.filter(\.isFinite)
    for scale in [AxisScale(.linear, covering: values), AxisScale(.linear, covering: values, isTight: true)] {
      #expect(scale.upper > scale.lower && scale.lower <= finite.min() ?? 0 && scale.upper >= finite.max() ?? 0)
      #expect(scale.ticks.count >= 1 && scale.ticks.count <= 12 && scale.ticks == scale.ticks.sorted())
      for value in finite { #expect((0...1).contains(scale.position(value) ?? -1)) }
    }
    #expect(AxisScale(.linear, covering: [0, 97]).ticks == [0, 20, 40, 60, 80, 100])
    #expect(AxisScale(.linear, covering: [0, 100], isTight: true).ticks == [0, 20, 40, 60, 80, 100])
    #expect(AxisScale(.linear, covering: [1, 99], isTight: true).ticks == [20, 40, 60, 80])
    #expect(AxisScale(.linear, covering: [20, 97], includesZero: true).lower == 0)
  }

  @Test func aLogarithmicAxisHasEqualLengthsForEqualRatios() throws {
    let scale = AxisScale(.logarithmic, covering: [1, 1000, 0, -3, .nan])
    #expect(scale.lower == 1 && scale.upper == 1000)
    #expect(abs(try #require(scale.position(10)) - 1.0 / 3) < 1e-12)
    #expect(scale.position(0) == nil && scale.position(.nan) == nil)
    #expect(AxisScale(.logarithmic, covering: []).upper > 0)
    for values in [[5.0], [3, 4], [1e-7, 1], [2e-200, 5e200]] {
      let scale = AxisScale(.logarithmic, covering: values)
      #expect((1...9).contains(scale.ticks.count), "\(values): \(scale.ticks)")
      for value in values { #expect((0...1).contains(scale.position(value) ?? -1)) }
    }
  }

  @Test func condensingKeepsExtremesAndMeans() {
    var y = (0..<10_000).map { Double($0 % 10) }
    y[5_000] = 500
    y[7_777] = .nan
    let curve = SampledCurve(x: (0..<10_000).map(Double.init), y: y, limit: 100)
    #expect(curve.band == .extremes && curve.points.count == 100)
    #expect(curve.points.first?.x == 0 && curve.points.last?.x == 9_999)
    #expect(curve.points.map(\.maximum).max() == 500 && curve.points.map(\.minimum).min() == 0)
    #expect(abs((curve.points.first?.mean ?? 0) - 4.5) < 0.1)
    #expect(curve.points.allSatisfy { $0.minimum <= $0.mean + 1e-9 && $0.mean <= $0.maximum + 1e-9 })
    #expect(SampledCurve(x: [1, 2], y: [3, .infinity]).band == nil)
    #expect(SampledCurve(x: [1, 2], y: [3, .infinity]).points.count == 1)
  }

  @Test func aChartShowsCurvesBandsAndReferences() {
    let steps = (1...2_000).map(Double.init)
    let chart = LineChart(
      id: "c", title: "T<", hint: "h", xLabel: "step", yLabel: "loss",
      series: [
        LineChart.Series(
          "a<b", SampledCurve(x: steps, y: steps.map { 1000 / $0 + ($0.truncatingRemainder(dividingBy: 3)) }), style: 9)
      ],
      references: [LineChart.Reference("floor", 0.7, style: 7)])
    let text = chart.html.text
    #expect(chart.yScale.kind == .logarithmic)
    #expect(text.contains("class=\"band s1\"") && text.contains("class=\"line s1\"") && text.contains("reference s7"))
    #expect(!text.contains("a<b") && text.contains("a&lt;b") && !text.contains("nan") && !text.contains("inf\""))
    #expect(text.contains("<table>") && text.contains("lowest"))
    let empty = LineChart(id: "e", title: "E", hint: "", xLabel: "x", yLabel: "y", series: [])
    #expect(empty.html.text.contains("Nothing was recorded"))
    // Numbers without any spread, or with zeros among them, still have an axis.
    for values in [[0.0, 0, 0], [5], [0, 1e9], [-1, -1]] {
      let curve = SampledCurve(x: values.indices.map { Double($0) }, y: values)
      let chart = LineChart(
        id: "f", title: "F", hint: "", xLabel: "x", yLabel: "y", series: [LineChart.Series("s", curve, style: 0)])
      #expect(chart.html.text.contains("<path class=\"line s0\""))
    }
  }

  @Test func aChartsNumbersAreCommaSeparated() throws {
    let long = SampledCurve(x: (1...4).map(Double.init), y: [1, 3, 5, 0.1234567891], limit: 2)
    let chart = LineChart(
      id: "c", title: "T", hint: "", xLabel: "step", yLabel: "y",
      series: [
        LineChart.Series("a, \"b\"</script>", long, style: 0),
        LineChart.Series("c", SampledCurve(x: [1, 9], y: [7, -2e-9]), style: 1),
      ])
    let table = CSVTable(chart)
    #expect(
      table.text == """
        step,"a, ""b""</script>","a, ""b""</script> lowest","a, ""b""</script> highest",c
        1,2,1,3,7
        4,2.561728,0.1234568,5,
        9,,,,-2e-09

        """)
    #expect(!table.json.text.contains("<"))
    let decoded = try JSONDecoder().decode(String.self, from: Data(table.json.text.utf8))
    #expect(decoded == table.text)
  }

  @Test func aHistogramCountsEveryNumberOnce() {
    let values = (0..<1000).map { sin(Double($0)) } + [.nan]
    let histogram = Histogram(id: "h", title: "t", xLabel: "value", values: values, bins: 20)
    #expect(histogram.counts.reduce(0, +) == 1000 && histogram.edges.count == 21)
    #expect(histogram.counts[0] == values.count { $0 < histogram.edges[1] })
    #expect(Histogram(id: "h", title: "t", xLabel: "v", values: [2, 2, 2]).counts.reduce(0, +) == 3)
    let huge = Histogram(id: "h", title: "t", xLabel: "v", values: [-1e299, 1e299, 1e308, .infinity])
    #expect(huge.counts.reduce(0, +) == 2 && huge.html.text.contains("<rect class=\"bar"))
    #expect(histogram.html.text.contains("<rect class=\"bar"))
  }

  @Test func colorsAreCentredOnZero() throws {
    let scale = ColorScale(.diverging(limit: 1))
    #expect(scale.color(0) == (250, 250, 250) && scale.color(.nan) == (150, 150, 150))
    let (low, high) = (scale.color(-1), scale.color(1))
    #expect(low.blue > low.red && high.red > high.blue && scale.color(7) == high && scale.color(-7) == low)
    // The order of a sequential scale shows in lightness alone.
    let sequential = ColorScale(.sequential(limit: 2))
    let lightness = (0...20).map { step -> Double in
      let color = sequential.color(Double(step) / 10)
      return 0.299 * Double(color.red) + 0.587 * Double(color.green) + 0.114 * Double(color.blue)
    }
    #expect(lightness == lightness.sorted(by: >) && Set(lightness).count == 21)
  }

  @Test func aHeatMapIsAPictureAndADrawing() throws {
    let map = HeatMap.correlation([[1, 0], [-1, 0.5], [0, 0]])
    let picture = try ImageDecoder().decode(map.png(cellSize: 3), channels: 3)
    #expect(picture.width == 6 && picture.height == 9)
    #expect(Array(picture.pixels[9..<12]) == [250, 250, 250])
    #expect(
      Array(picture.pixels[0..<3]) == [103, 0, 31] && Array(picture.pixels[(3 * 18)..<(3 * 18 + 3)]) == [5, 48, 97])
    #expect(map.svgFile.hasPrefix("<svg xmlns=") && map.svg.text.hasPrefix("<svg class=\"heat\""))

    let confusion = HeatMap.confusion(
      ConfusionMatrix(truth: [0, 0, 0, 0], predictions: [0, 0, 0, 1], candidates: [1], classNames: ["<a>", "b"]))
    #expect(confusion.values == [[0.75, 0.25], [0, 0]])
    let text = confusion.svgFile
    #expect(
      text.contains("&lt;a&gt;") && !text.contains("<a>") && text.contains(">75</text>") && text.contains(">100 %<"))
  }

  @Test func thumbnailsStandSideBySide() {
    let pictures = (0..<3).map {
      Image(width: 2, height: 2, channels: 1, pixels: [UInt8](repeating: UInt8($0 + 1), count: 4))
    }
    let sheet = ThumbnailSheet(pictures, cellSize: 2)
    #expect(sheet.columns == 2 && sheet.rows == 2)
    #expect(sheet.image?.pixels == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 0, 0, 3, 3, 0, 0])
  }
}
