import Classifiers
import Formatting

/// What a terminal shows of predictions: the first images, and how many are of which class.
struct PredictionTable {
  private let listed: [ImagePrediction]
  private let summary: PredictionSummary
  private let file: String?
  private let folder: String?

  init(_ listed: [ImagePrediction], _ summary: PredictionSummary, file: String?, folder: String?) {
    (self.listed, self.summary, self.file, self.folder) = (listed, summary, file, folder)
  }

  var text: String {
    let head = ["image", "class", "probability", "second choice", "", "distance", ""]
    let rows = listed.map { prediction in
      [
        prediction.name, prediction.predictedClass, NumberText.percent(prediction.probability), prediction.secondClass,
        NumberText.percent(prediction.secondProbability), NumberText.plain(prediction.distance, digits: 2),
        prediction.isUnlikeKnown == true ? "unlike all known" : "",
      ]
    }
    var lines = TextTable.lines([head] + rows, leftColumns: [0, 1, 3, 6])
    let left = summary.images - listed.count
    if left > 0 {
      lines.append("and \(left) more\(file.map { ": \($0) has all" } ?? "; --output FILE.csv writes all")")
    }
    lines.append("")
    let counts = summary.classes.map { [$0.name, String($0.images)] }
    let unlike = summary.unlikeKnown > 0 ? [["unlike all known", String(summary.unlikeKnown)]] : []
    lines += TextTable.lines([["class", "images"]] + counts + unlike, leftColumns: [0])
    if let top1 = summary.top1, let confusion = summary.confusion {
      lines += [
        "", "of \(summary.labelled) images whose class is known, \(NumberText.percent(top1)) were recognized:",
        "\(confusion)",
      ]
    }
    if let file { lines.append("\(file): \(summary.images) images") }
    if let folder { lines.append("\(folder): a folder for each class") }
    return lines.joined(separator: "\n")
  }
}
