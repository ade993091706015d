import BarlowTwins
import Formatting
import Foundation
import Runs

extension RunReport {
  /// Has it learned, has it collapsed, and what else is asked first.
  var summary: PageSection {
    let verdicts = runs.enumerated().map {
      "\(learning($0.element, index: $0.offset))\(verdict($0.element, index: $0.offset))" as HTML
    }
    let numbers = isComparison ? comparison : questions(runs[0])
    return PageSection(
      id: "summary", title: "Summary", body: "<div class=\"verdicts\">\(verdicts)</div>\(numbers)")
  }

  private func learning(_ run: ReportedRun, index: Int) -> HTML {
    let answer = run.learning
    return Self.answer(
      to: "Has it learned?", VerdictText(answer.verdict), reason: isComparison ? answer.reason : answer.finding,
      source: nil, run: runName(index))
  }

  private func runName(_ index: Int) -> HTML {
    isComparison ? "<span class=\"run\">\(name(index))</span>" : ""
  }

  private static func answer(
    to question: String, _ text: VerdictText, reason: String, source: String?, run: HTML
  ) -> HTML {
    """
    <div class="verdict \(text.tone)">\(run)<h3>\(question)</h3>\
    <strong>\(text.title)</strong><p>\(reason)</p>\(source.map { "<p class=\"hint\">\($0)</p>" as HTML } ?? "")</div>
    """
  }

  private func verdict(_ run: ReportedRun, index: Int) -> HTML {
    let moment = run.moments.last
    let text = run.collapseText
    let reason =
      moment?.summary.reason
      ?? "No diagnosis of the embeddings was recorded (train with monitor set to diagnosis), and "
      + "the images could not be looked at."
    let source = moment.map {
      run.isMonitored
        ? "from the embeddings of \(NumberText.grouped($0.summary.images)) images at \($0.label)"
        : "from two views of \(NumberText.grouped($0.summary.images)) images, measured for this report"
    }
    return Self.answer(to: "Has it collapsed?", text, reason: reason, source: source, run: runName(index))
  }

  /// The numbers that matter most.
  func figures(_ run: ReportedRun) -> HTML {
    let history = run.history
    var entries: [(String, String, String)] = []
    if let best = run.accuracy {
      entries.append((best.title, NumberText.percent(best.top1, decimals: 2), best.detail))
    }
    let loss = run.recentLoss
    let floor =
      history.record.floor.map { "floor \(NumberText.short($0))" } ?? "minimized: \(history.record.objective.name)"
    entries.append(("Loss", NumberText.short(loss), "\(floor); first \(NumberText.short(history.metrics.first?.loss))"))
    entries.append(
      ("Agreement of views", NumberText.short(history.metrics.last?.meanDiagonal, digits: 3), "mean Cᵢᵢ; 1 is full"))
    if let summary = run.moments.last?.summary {
      entries.append(
        (
          "Effective dimension", NumberText.short(summary.effectiveDimension, digits: 3),
          "of at most \(summary.mostDimensions); RankMe \(NumberText.short(summary.rankMe, digits: 3))"
        ))
    }
    let epochs = history.metrics.last?.epoch ?? 0
    entries.append(
      (
        "Training", NumberText.duration(seconds: history.seconds),
        "\(NumberText.count(run.lastStep, "step")), epoch \(epochs)"
      ))
    entries.append(
      (
        "Throughput", NumberText.short(history.throughput, digits: 3),
        "images/s; \(NumberText.percent(history.waitShare)) of the time waits for data"
      ))
    let cards = entries.map { "<div><dt>\($0.0)</dt><dd>\($0.1)<small>\($0.2)</small></dd></div>" as HTML }
    return "<dl class=\"figures\">\(cards)</dl>"
  }

  /// A row for each quantity and a column for each run, which are few: it fits a telephone and a printed page.
  private var comparison: HTML {
    typealias Row = (title: String, text: (ReportedRun) -> String)
    let accuracies = ReportedRun.Accuracy.allCases.filter { kind in runs.contains { $0.accuracy(kind) != nil } }
    let state: [Row] = [
      ("has it learned?", { VerdictText($0.learning.verdict).title }),
      ("has it collapsed?", { $0.collapseText.title }), ("loss", { NumberText.short($0.recentLoss) }),
      ("floor of the loss", { NumberText.short($0.history.record.floor) }),
      ("mean Cᵢᵢ", { NumberText.short($0.history.metrics.last?.meanDiagonal, digits: 3) }),
      ("effective dimension", { NumberText.short($0.moments.last?.summary.effectiveDimension, digits: 3) }),
      ("RankMe", { NumberText.short($0.moments.last?.summary.rankMe, digits: 3) }),
    ]
    let shares = accuracies.map { kind -> Row in
      (kind.title + ", top-1", { NumberText.percent($0.accuracy(kind)?.top1, decimals: 2) })
    }
    let cost: [Row] = [
      ("steps", { NumberText.grouped($0.lastStep) }), ("time", { NumberText.duration(seconds: $0.history.seconds) }),
      ("images/s", { NumberText.short($0.history.throughput, digits: 3) }),
      ("time waiting for data", { NumberText.percent($0.history.waitShare) }),
    ]
    let table = DataTable(
      caption: "The runs side by side",
      columns: [DataTable.Column("quantity", isNumeric: false)] + runs.indices.map { DataTable.Column(name($0)) },
      rows: (state + shares + cost).map { row in ["\(row.title)"] + runs.map { "\(row.text($0))" } })
    return table.html
  }
}

extension ReportedRun {
  /// The mean loss of the last steps, a fiftieth of all, which chance moves less than the last one's.
  var recentLoss: Double {
    let recent = history.metrics.suffix(max(1, history.metrics.count / 50))
    return recent.map(\.loss).reduce(0, +) / Double(recent.count)
  }

  /// The ways to measure how well features tell classes apart, the most telling first.
  enum Accuracy: String, CaseIterable {
    case linear, knn, online

    var title: String {
      switch self {
      case .linear: "Linear probe"
      case .knn: "kNN"
      case .online: "kNN during training"
      }
    }
  }

  /// The evaluations of the run's folder, and the one that was made for the report.
  var evaluations: [EvaluationRecord] { history.evaluations + (measured.map { [$0] } ?? []) }

  /// The latest accuracy of a kind on the data of the training with all labels, and what it was measured on; nil if there is none.
  func accuracy(_ kind: Accuracy) -> (top1: Double, detail: String)? {
    guard kind == .online else {
      return evaluations.headlines(of: history.record.data).last { $0.kind == kind.rawValue }.map {
        let comparison = AccuracyComparison($0)
        let beside = comparison?.best.map { "; \($0.kind) \(NumberText.percent($0.top1, decimals: 2))" } ?? ""
        let margin = comparison.map { "± \(NumberText.percent($0.margin, decimals: 2))" } ?? "top-1"
        return ($0.top1, "\(margin)\(beside); step \(NumberText.grouped($0.step))")
      }
    }
    return history.monitor.last { $0.knn != nil }?.knn.map {
      ($0.accuracy, "k \($0.k), \(NumberText.grouped($0.queryCount)) held-out images")
    }
  }

  /// The most telling accuracy that is known.
  var accuracy: (title: String, top1: Double, detail: String)? {
    Accuracy.allCases.lazy.compactMap { kind in
      accuracy(kind).map { (kind.title, $0.top1, $0.detail) }
    }.first
  }
}
