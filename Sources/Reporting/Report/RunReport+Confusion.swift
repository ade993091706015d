import Evaluation
import Formatting
import Runs

extension RunReport {
  /// The most classes, or groups of them, that a drawing in a page has room for.
  private static let mostDrawn = 40
  /// The most classes that a table in a page names.
  private static let mostListed = 100

  /// Which classes the newest evaluation of each run's own data took for which; nothing where none tells.
  var confusion: HTML {
    let parts = runs.indices.compactMap { index -> HTML? in
      let run = runs[index]
      guard let record = run.headline,
        let matrix = ConfusionMatrix(record)
      else { return nil }
      let title = PictureTitle(record, run: run.history.name)
      let drawing = HeatMap.confusion(matrix, title: title, mostClasses: Self.mostDrawn, mostGroups: Self.mostDrawn).svg
      let table = Self.classTable(matrix, record).html
      return "<div class=\"beside\">\(heading(index))\(drawing)<div>\(table)\(Self.unlisted(matrix))</div></div>"
    }
    guard !parts.isEmpty else { return "" }
    return """
      <h3>Which classes are taken for which</h3><p class="hint">A row for each true class, a column for each that was \
      told: the darker a square off the diagonal, the more often the two are confused.</p>\(parts)
      """
  }

  /// What the table of classes leaves out; nothing where it has all.
  private static func unlisted(_ matrix: ConfusionMatrix) -> HTML {
    let left = matrix.worstFirst.count - mostListed
    guard left > 0 else { return "" }
    return """
      <p class="hint">\(NumberText.grouped(left)) more classes are recognized better; the record in evaluations.jsonl has \
      all.</p>
      """
  }

  private static func classTable(_ matrix: ConfusionMatrix, _ record: EvaluationRecord) -> DataTable {
    let (support, perClass) = (matrix.support, matrix.perClass)
    return DataTable(
      caption: "Classes, worst first (\(record.kind == "knn" ? "nearest neighbours" : "linear classifier"))",
      columns: [DataTable.Column("class", isNumeric: false)]
        + ["images", "told right", "±"].map { DataTable.Column($0) }
        + [DataTable.Column("mostly mistaken for", isNumeric: false)],
      rows: matrix.worstFirst.prefix(mostListed).map { row in
        let accuracy = perClass[row] ?? 0
        let mistake = matrix.mainMistake(of: row).map { column in
          let share = Double(matrix.count(of: row, takenFor: column)) / Double(support[row])
          return "\(matrix.classNames[column]) (\(NumberText.percent(share, decimals: 2)))"
        }
        let cells = [
          NumberText.grouped(support[row]), NumberText.percent(accuracy, decimals: 2),
          NumberText.percent(AccuracyMargin(of: accuracy, images: support[row]).halfWidth, decimals: 2),
          mistake ?? NumberText.unknown,
        ]
        return ["\(matrix.classNames[row])"] + cells.map { "\($0)" }
      })
  }
}
