import Formatting
import Foundation

/// The report of one run, or the comparison of several, as one document.
package struct RunReport {
  /// The most runs that colours and dashes keep apart.
  package static let mostRuns = LineChart.styleCount

  /// The runs, in the order of their colours.
  package let runs: [ReportedRun]
  /// When it is written.
  private let date: Date

  /// A report of 1 to ``mostRuns`` runs.
  package init(_ runs: [ReportedRun], date: Date = .now) {
    self.date = date
    precondition((1...Self.mostRuns).contains(runs.count), "a report has 1 to \(Self.mostRuns) runs")
    self.runs = runs
  }

  /// Whether several runs are compared.
  var isComparison: Bool { runs.count > 1 }

  /// The document.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func page() throws -> Page {
    let names = runs.map(\.history.name)
    let data = Set(runs.map(\.history.record.data)).sorted().joined(separator: ", ")
    let objectives = Set(runs.map { $0.history.record.objective.name }).sorted().joined(separator: ", ")
    return Page(
      title: isComparison ? "Comparison of \(runs.count) runs" : "Run \(names[0])",
      subtitle: "Self-supervised training on \(data): \(objectives)" + (started.map { ", started \($0)" } ?? ""),
      sections: [
        summary, try neighbors(), try map(), accuracy, training, try correlation(), spectrum, try views(),
        configuration,
      ], footer: footer)
  }

  /// When the training of a single run was started.
  private var started: String? {
    isComparison ? nil : runs[0].history.record.environment["started"].map(Timestamp.text)
  }

  private var footer: HTML {
    let remarks = runs.flatMap(\.history.remarks).map { "<p>\($0)</p>" as HTML }
    let version = runs.compactMap { $0.history.record.environment["barlow"] }.first
    return """
      \(remarks)<p>Written by <code>barlow report</code> on \(Timestamp.text(Timestamp.record(date)))\(version.map { ", for runs of barlow \($0)" as HTML } ?? ""). \
      This file is whole in itself: it loads nothing and sends nothing.</p>
      """
  }

  /// The name of a run with its colour, where there are several.
  func heading(_ index: Int) -> HTML { isComparison ? "<h3>\(swatch(index)) \(runs[index].history.name)</h3>" : "" }

  /// The line that stands for a run in every chart.
  func swatch(_ index: Int) -> HTML {
    """
    <svg class="swatch" viewBox="0 0 26 8" aria-hidden="true"><line class="line \(LineChart.styleClass(index))" x1="0" \
    x2="26" y1="4" y2="4"/></svg>
    """
  }

  /// A run's name, with its colour where there are several.
  func name(_ index: Int) -> HTML {
    isComparison ? "\(swatch(index)) \(runs[index].history.name)" : "\(runs[index].history.name)"
  }

  /// A sentence about what is missing and how to get it.
  static func note(_ text: String) -> HTML { "<p class=\"note\">\(text)</p>" }

  static let monitorNote =
    "The embeddings were not recorded during training: train with monitor set to diagnosis to see them change."
}
