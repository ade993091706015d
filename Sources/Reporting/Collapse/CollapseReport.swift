import BarlowTwins
import Evaluation
import Formatting

/// The ways to collapse and not to, side by side in one document.
package struct CollapseReport {
  private let outcomes: [CollapseOutcome]
  private let data: String
  private let curves: RunReport

  /// A page about trainings on `data`.
  package init(_ outcomes: [CollapseOutcome], data: String) {
    self.outcomes = outcomes
    self.data = data
    curves = RunReport(outcomes.map { ReportedRun(history: $0.history, absence: "") })
  }

  /// The document.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func page() throws -> Page {
    Page(
      title: "What keeps features from collapsing",
      subtitle: "The same network, from the same start, trained on \(data) for different objectives",
      sections: [
        summary, try curves.correlation(), histograms, curves.spectrum, curves.accuracy, curves.training,
        curves.configuration,
      ],
      footer: """
        <p>Written by <code>barlow collapse</code>. This file is whole in itself: it loads nothing and sends nothing. The \
        trainings are short: they show how features become what they are, not how good they can get.</p>
        """)
  }

  private var summary: PageSection {
    PageSection(
      id: "summary", title: "Summary",
      body: "<div class=\"verdicts\">\(outcomes.indices.map(card))</div>\(table.html)")
  }

  private func card(_ index: Int) -> HTML {
    let outcome = outcomes[index]
    let text = VerdictText(outcome.summary.verdict)
    return """
      <div class="verdict \(text.tone)"><span class="run">\(curves.name(index))</span><strong>\(text.title)</strong>\
      <p>\(outcome.scenario.explanation)</p><p>\(outcome.summary.reason)</p>\
      <p class="hint">\(Self.remark(outcome))</p></div>
      """
  }

  private static func remark(_ outcome: CollapseOutcome) -> String {
    guard !outcome.isAsExpected else { return "as expected" }
    let expected = outcome.scenario.expected.map { VerdictText($0).title }.joined(separator: " or ")
    return outcome.isTooShort
      ? "too short to tell: the expected verdict, \(expected), takes more epochs or images" : "expected: \(expected)"
  }

  private var table: DataTable {
    let words = ["scenario", "objective", "verdict"].map { DataTable.Column($0, isNumeric: false) }
    let numbers = ["mean Cᵢᵢ", "rms Cᵢⱼ, i ≠ j", "relative spread", "effective dimension", "RankMe", "kNN"]
      .map { DataTable.Column($0) }
    func short(_ value: Double) -> String { NumberText.short(value, digits: 3) }
    let rows = outcomes.enumerated().map { index, outcome -> [HTML] in
      let diagnosis = outcome.summary
      let cells = [
        outcome.scenario.objective, VerdictText(diagnosis.verdict).title, short(diagnosis.meanDiagonal),
        short(diagnosis.rmsOffDiagonal), short(diagnosis.relativeSpread),
        "\(short(diagnosis.effectiveDimension)) of \(diagnosis.mostDimensions)", short(diagnosis.rankMe),
        NumberText.percent(outcome.accuracy),
      ]
      return [curves.name(index)] + cells.map { "\($0)" }
    }
    return DataTable(caption: "The embeddings at the last measurement", columns: words + numbers, rows: rows)
  }

  private var histograms: PageSection {
    let hint: HTML = """
      <p class="hint">How far each entry of an embedding is from the mean of its feature over the images, beside the size of \
      the embeddings. One bar at 0: every image has the same features.</p>
      """
    let charts = outcomes.enumerated().map { index, outcome in
      Histogram(
        id: "features-\(index)", title: outcome.scenario.name, xLabel: "deviation / size", values: outcome.deviations,
        range: -3...3, bins: 61, style: index
      ).html
    }
    return PageSection(id: "features", title: "Features", body: "\(hint)<div class=\"charts\">\(charts)</div>")
  }
}
