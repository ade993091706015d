import Formatting
import Runs

extension RunReport {
  /// What labelled images tell.
  var accuracy: PageSection {
    let online = onlineChart
    let records = runs.enumerated().flatMap { index, run in run.evaluations.map { (index, $0) } }
    let table =
      records.isEmpty
      ? Self.note("No evaluation is recorded; barlow evaluate knn and barlow evaluate linear give accuracies.")
      : evaluationTable(records)
    let chart =
      online.map { "<div class=\"charts\">\($0.html)</div>" as HTML }
      ?? Self.note("No accuracy was recorded during training: train with monitor set to knn.")
    return PageSection(id: "accuracy", title: "Accuracy", body: "\(comparisons(records))\(confusion)\(table)\(chart)")
  }

  /// The accuracies that were measured beside what they are without learning, each in a table of its own.
  private func comparisons(_ records: [(Int, EvaluationRecord)]) -> HTML {
    let tables = Self.latest(records).compactMap { index, record -> HTML? in
      // The summary of a single run shows that one.
      guard isComparison || record != runs[index].headline else { return nil }
      return Self.comparisonTable(record).map { "<div>\(heading(index))\($0.html)</div>" }
    }
    guard !tables.isEmpty else { return "" }
    return """
      <p class="hint">Each accuracy beside what the same protocol comes to on the same images without learning. ± is half the \
      95 % interval that so many test images leave.</p><div class="charts">\(tables)</div>
      """
  }

  /// An accuracy beside what it is without learning; nil for a record without baselines.
  static func comparisonTable(_ record: EvaluationRecord) -> DataTable? {
    guard let comparison = AccuracyComparison(record) else { return nil }
    return DataTable(
      caption: title(of: record, comparison),
      columns: [DataTable.Column("features", isNumeric: false)] + ["top-1", "±"].map { DataTable.Column($0) },
      rows: comparison.rows.map { row in
        [
          "\(row.name)", "\(NumberText.percent(row.share, decimals: 2))",
          "\(NumberText.percent(row.halfWidth, decimals: 2))",
        ]
      }, stressedRows: [0])
  }

  private static func title(of record: EvaluationRecord, _ comparison: AccuracyComparison) -> String {
    let isVote = record.kind == "knn"
    let protocolName =
      isVote
      ? "Nearest neighbours (k \(record.settings["k"] ?? "?"), temperature \(record.settings["temperature"] ?? "?"))"
      : "Linear classifier (\(record.settings["labels"] ?? "100%") of the labels)"
    let images =
      record.settings["leaveOneOut"] != nil
      ? "each of \(NumberText.grouped(comparison.images)) images by all others"
      : "\(NumberText.grouped(comparison.images)) test images"
    return "\(protocolName) on \(record.features) features of \(record.data): \(images)"
  }

  private var onlineChart: LineChart? {
    let series = runs.enumerated().compactMap { index, run -> LineChart.Series? in
      let points = run.history.monitor.compactMap { record in record.knn.map { (Double(record.step), $0) } }
      guard !points.isEmpty else { return nil }
      let margins = points.map { AccuracyMargin(of: $0.1.accuracy, images: $0.1.queryCount).halfWidth }
      return LineChart.Series(
        isComparison ? run.history.name : "kNN",
        SampledCurve(
          x: points.map(\.0), y: points.map { 100 * $0.1.accuracy }, halfWidths: margins.map { 100 * $0 }),
        style: index)
    }
    guard !series.isEmpty else { return nil }
    let chance = runs.compactMap { $0.history.monitor.last { $0.knn != nil }?.knn?.majority }.max()
    let settings = runs.lazy.compactMap { $0.history.monitor.last { $0.knn != nil }?.knn }.first
    let words = settings.map {
      "k \($0.k), temperature \(NumberText.short($0.temperature)), \(NumberText.grouped($0.queryCount)) images against "
        + "\(NumberText.grouped($0.bankSize))"
    }
    return LineChart(
      id: "online-knn", title: "Accuracy of neighbours during training",
      hint:
        "The share of held-out images whose class their nearest neighbours tell: \(words ?? ""). The band is the 95 % "
        + "interval that so many images leave. It watches progress; it is not the accuracy of a full evaluation.",
      xLabel: "step", yLabel: "top-1, %", series: series,
      references: chance.map { [LineChart.Reference("always the largest class", 100 * $0, style: 7)] } ?? [],
      yKind: .linear, includesZero: true)
  }

  private func evaluationTable(_ records: [(Int, EvaluationRecord)]) -> HTML {
    let records = Self.latest(records)
    // What all have in common is said once.
    let shared =
      records.count > 1
      ? records[0].1.settings.filter { key, value in
        records.allSatisfy { $0.1.settings[key] == value }
      } : [:]
    let words = (isComparison ? ["run"] : []) + ["protocol", "data", "features", "recorded"]
    let columns =
      words.map { DataTable.Column($0, isNumeric: false) } + ["step", "top-1", "top-5"].map { DataTable.Column($0) }
      + [DataTable.Column("settings", isNumeric: false)]
    let rows = records.map { index, record -> [HTML] in
      let settings = Self.list(record.settings.filter { shared[$0.key] == nil })
      let cells = [
        record.kind, record.data, record.features, record.date.map(Timestamp.text) ?? NumberText.unknown,
        NumberText.grouped(record.step),
        NumberText.percent(record.top1, decimals: 2), NumberText.percent(record.top5, decimals: 2), settings,
      ]
      return (isComparison ? [name(index)] : []) + cells.map { "\($0)" }
    }
    let table = DataTable(caption: "Evaluations on labelled images", columns: columns, rows: rows).html
    return shared.isEmpty ? table : table + "<p class=\"hint\">In all of them: \(Self.list(shared)).</p>"
  }

  /// The records without those that a later one of the same protocol and settings has replaced.
  private static func latest(_ records: [(Int, EvaluationRecord)]) -> [(Int, EvaluationRecord)] {
    var seen: Set<[String]> = []
    return records.reversed().filter { index, record in
      seen.insert(
        [String(index), record.kind, record.data, record.features, String(record.step), list(record.settings)]
      ).inserted
    }.reversed()
  }

  private static func list(_ settings: [String: String]) -> String {
    settings.sorted { $0.key < $1.key }.map { "\(words($0.key)) \($0.value)" }.joined(separator: ", ")
  }

  /// A key such as `trainingImages` in words.
  private static func words(_ key: String) -> String {
    key.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
  }
}
