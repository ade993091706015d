import BarlowTwins
import Formatting

extension RunReport {
  private static let mostSpectra = 5

  /// How many dimensions the embeddings fill, at the end and over time.
  var spectrum: PageSection {
    guard runs.contains(where: { !$0.moments.isEmpty }) else {
      return PageSection(id: "spectrum", title: "Spectrum and rank", body: Self.note(Self.monitorNote))
    }
    let overTime = runs.contains { $0.moments.count > 1 }
    let charts = [spectra] + (overTime ? [rank] : [])
    let note = overTime ? HTML.empty : Self.note(Self.monitorNote)
    return PageSection(
      id: "spectrum", title: "Spectrum and rank",
      body: "<div class=\"charts\">\(charts.map(\.html))</div>\(note)\(qualityTable)")
  }

  private var spectra: LineChart {
    let chosen: [(name: String, values: [Double])] =
      isComparison
      ? runs.flatMap { run in
        run.moments.last.map { [(run.history.name, $0.summary.spectrum)] } ?? [(run.history.name, [])]
      }
      : Self.spread(runs[0].moments, Self.mostSpectra).map {
        ("step \(NumberText.grouped($0.step))", $0.summary.spectrum)
      }
    let series = chosen.enumerated().map { index, entry in
      // What rounding leaves of an eigenvalue that is 0 says nothing.
      let largest = entry.values.first ?? 0
      let shares = entry.values.map { largest > 0 ? $0 / largest : 0 }.prefix { $0 > 1e-7 }
      return LineChart.Series(
        entry.name, SampledCurve(x: (0..<shares.count).map { Double($0 + 1) }, y: Array(shares)), style: index)
    }
    return LineChart(
      id: "spectra", title: "Spectrum of the embeddings",
      hint:
        "The eigenvalues of their covariance beside the largest. A slow fall uses many dimensions; a cliff means that "
        + "the dimensions after it carry nothing new.", xLabel: "number of the eigenvalue",
      yLabel: "eigenvalue / largest", series: series, yKind: .logarithmic)
  }

  private var rank: LineChart {
    let names: [(String, (EmbeddingSummary) -> Double?)] = [
      ("effective dimension", \.effectiveDimension), ("RankMe", \.rankMe), ("LiDAR", \.lidar),
    ]
    let series =
      isComparison
      ? runs.enumerated().map { Self.series($0.element, $0.element.history.name, $0.offset, \.effectiveDimension) }
      : names.enumerated().map { Self.series(runs[0], $0.element.0, $0.offset, $0.element.1) }
        .filter { !$0.curve.points.isEmpty }
    return LineChart(
      id: "rank", title: isComparison ? "Effective dimension" : "Rank of the embeddings",
      hint:
        "How many dimensions' worth of information the embeddings hold. Noise fills many, so it may fall while a network "
        + "begins to learn; a fall towards 1 is collapse.", xLabel: "step", yLabel: "dimensions", series: series,
      yKind: .linear,
      includesZero: true)
  }

  var offDiagonal: LineChart {
    LineChart(
      id: "off-diagonal", title: "Correlation between features",
      hint: "The root mean square of C off its diagonal: 0 when no feature repeats another; chance alone leaves about "
        + "one over the root of the number of images.", xLabel: "step", yLabel: "rms Cᵢⱼ, i ≠ j",
      series: runs.enumerated().map {
        Self.series($0.element, isComparison ? $0.element.history.name : "rms Cᵢⱼ", $0.offset, \.rmsOffDiagonal)
      }, yKind: .linear, includesZero: true)
  }

  private static func series(
    _ run: ReportedRun, _ name: String, _ style: Int, _ value: (EmbeddingSummary) -> Double?
  ) -> LineChart.Series {
    let points = run.moments.compactMap { moment in value(moment.summary).map { (Double(moment.step), $0) } }
    return LineChart.Series(name, SampledCurve(x: points.map(\.0), y: points.map(\.1)), style: style)
  }

  /// At most `most` of some elements, evenly spread, the first and the last among them.
  static func spread<Element>(_ elements: [Element], _ most: Int) -> [Element] {
    elements.count <= most ? elements : (0..<most).map { elements[$0 * (elements.count - 1) / (most - 1)] }
  }

  private var qualityTable: HTML {
    let rows: [(String, (EmbeddingSummary) -> Double?)] = [
      ("RankMe", \.rankMe), ("effective dimension", \.effectiveDimension), ("LiDAR", \.lidar), ("α-ReQ", \.alphaReQ),
      ("dead dimensions", { Double($0.deadDimensions) }), ("relative spread", \.relativeSpread),
      ("alignment", \.alignment), ("uniformity", \.uniformity), ("mean Cᵢᵢ", \.meanDiagonal),
      ("rms Cᵢⱼ, i ≠ j", \.rmsOffDiagonal), ("loss of these images", \.loss), ("floor for so many images", \.floor),
      ("images", { Double($0.images) }), ("dimensions", { Double($0.dimension) }),
    ]
    let known = runs.filter { !$0.moments.isEmpty }
    let shown = rows.filter { row in known.contains { $0.moments.last.flatMap { row.1($0.summary) } != nil } }
    return DataTable(
      caption: "The embeddings at the last measurement",
      columns: [DataTable.Column("quantity", isNumeric: false)] + known.map { DataTable.Column($0.history.name) },
      rows: shown.map { name, value in
        ["\(name)"] + known.map { "\(NumberText.short($0.moments.last.flatMap { value($0.summary) }))" }
      }
    ).html
  }
}
