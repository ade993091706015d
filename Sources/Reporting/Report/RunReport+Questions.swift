import Evaluation
import Formatting
import Runs

extension RunReport {
  /// What somebody asks who has photographs and no statistics, each question with its answer, and the accuracies beside them.
  func questions(_ run: ReportedRun) -> HTML {
    let answer = run.learning
    let entries: [(String, HTML)] = [
      ("By how much more than nothing?", Self.gain(answer, unmeasured: run.unmeasured)),
      ("Which images does it confuse?", Self.mistakes(of: run)),
      ("Is it still getting better?", "\(answer.progress)"),
      ("What shall I do next?", "\(answer.nextStep)"),
    ]
    let list = entries.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    let table = run.headline.flatMap { Self.comparisonTable($0)?.html } ?? ""
    return "<div class=\"brief\"><dl class=\"questions\">\(list)</dl>\(table)</div>"
  }

  private static func gain(_ answer: LearningAnswer, unmeasured: String?) -> HTML {
    guard let comparison = answer.comparison, comparison.classes > 1, let best = comparison.best else {
      return "Not known: \(unmeasured ?? "it takes labelled images, and barlow evaluate knn or linear.")"
    }
    func points(_ other: BaselineAccuracy) -> String {
      let difference = 100 * (comparison.top1 - other.top1)
      let count = NumberText.fixed(abs(difference))
      return "\(count) points \(difference < 0 ? "less" : "more") than \(other.kind)"
    }
    let least = comparison.baselines.first { $0.kind == .majorityClass && $0.kind != best.kind }
    let words = [best, least].compactMap { $0 }.map(points).joined(separator: ", ")
    return "\(words); chance alone moves this by ± \(NumberText.fixed(100 * comparison.margin)) points."
  }

  /// The most pairs of classes that are named.
  private static let mostMistakes = 3

  private static func mistakes(of run: ReportedRun) -> HTML {
    guard let record = run.headline, let matrix = ConfusionMatrix(record), matrix.classNames.count > 1 else {
      return "Not known: no labelled images of two or more classes were classified."
    }
    let words = matrix.worstFirst.compactMap { row in
      matrix.mainMistake(of: row).map { "\(matrix.classNames[row]) with \(matrix.classNames[$0])" }
    }
    guard !words.isEmpty else { return "None of them." }
    return """
      Most of all \(words.prefix(mostMistakes).joined(separator: ", ")); <a href="#accuracy">all classes</a> are below.
      """
  }
}

extension ReportedRun {
  /// The newest evaluation that can stand for the run as a whole; nil if there is none.
  var headline: EvaluationRecord? { evaluations.headlines(of: history.record.data).last }
}
