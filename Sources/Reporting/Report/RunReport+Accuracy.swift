import Formatting
import Runs

extension RunReport {
  /// What labelled images tell.
  var accuracy: PageSection {
    let online = onlineChart
    let records = runs.enumerated().flatMap { index, run in run.history.evaluations.map { (index, $0) } }
    let table =
      records.isEmpty
      ? Self.note("No evaluation is recorded; barlow evaluate knn and barlow evaluate linear give accuracies.")
      : evaluationTable(records)
    let chart =
      online.map { "<div class=\"charts\">\($0.html)</div>" as HTML }
      ?? Self.note("No accuracy was recorded during training: train with monitor set to knn.")
    return PageSection(id: "accuracy", title: "Accuracy", body: "\(chart)\(table)")
  }

  private var onlineChart: LineChart? {
    let series = runs.enumerated().compactMap { index, run -> LineChart.Series? in
      let points = run.history.monitor.compactMap { record in
        record.knn.map { (Double(record.step), 100 * $0.accuracy) }
      }
      guard !points.isEmpty else { return nil }
      return LineChart.Series(
        isComparison ? run.history.name : "online kNN", SampledCurve(x: points.map(\.0), y: points.map(\.1)),
        style: index)
    }
    guard !series.isEmpty else { return nil }
    let settings = runs.lazy.compactMap { $0.history.monitor.last { $0.knn != nil }?.knn }.first
    let words = settings.map {
      "k \($0.k), temperature \(NumberText.short($0.temperature)), \(NumberText.grouped($0.queryCount)) images against "
        + "\(NumberText.grouped($0.bankSize))"
    }
    return LineChart(
      id: "online-knn", title: "Accuracy of neighbours during training",
      hint:
        "The share of held-out images whose class their nearest neighbours tell: \(words ?? ""). It watches progress; "
        + "it is not the accuracy of a full evaluation.", xLabel: "step", yLabel: "top-1, %", series: series,
      yKind: .linear)
  }

  private func evaluationTable(_ records: [(Int, EvaluationRecord)]) -> HTML {
    let records = Self.latest(records)
    // What all have in common is said once.
    let shared =
      records.count > 1
      ? records[0].1.settings.filter { key, value in
        records.allSatisfy { $0.1.settings[key] == value }
      } : [:]
    let words = (isComparison ? ["run"] : []) + ["protocol", "data", "features"]
    let columns =
      words.map { DataTable.Column($0, isNumeric: false) } + ["step", "top-1", "top-5"].map { DataTable.Column($0) }
      + [DataTable.Column("settings", isNumeric: false)]
    let rows = records.map { index, record -> [HTML] in
      let settings = Self.list(record.settings.filter { shared[$0.key] == nil })
      let cells = [
        record.kind, record.data, record.features, NumberText.grouped(record.step), NumberText.percent(record.top1),
        NumberText.percent(record.top5), settings,
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
    settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
