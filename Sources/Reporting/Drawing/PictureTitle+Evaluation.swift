import Evaluation
import Formatting
import Runs

extension PictureTitle {
  /// The title of what an evaluation has told: the run and the data; the step, the features, the protocol and the accuracy.
  ///
  /// - Parameters:
  ///   - record: The evaluation.
  ///   - run: What the run is called.
  package init(_ record: EvaluationRecord, run: String) {
    var details: [String] = []
    // Weights from elsewhere do not tell theirs, and are recorded as 0.
    if record.step > 0 { details.append("step \(NumberText.grouped(record.step))") }
    details += ["\(record.features) features", Self.protocolName(record)]
    let accuracy = "top-1 \(NumberText.percent(record.top1, decimals: 2))"
    if let images = record.testImages {
      let margin = NumberText.percent(AccuracyMargin(of: record.top1, images: images).halfWidth, decimals: 2)
      let counted = NumberText.grouped(images)
      details.append(
        "\(accuracy) ± \(margin) of "
          + (record.settings["leaveOneOut"] == nil ? "\(counted) test images" : "\(counted) images, each by all others")
      )
    } else {
      details.append(accuracy)
    }
    self.init("\(run) on \(Self.name(ofPath: record.data)): which classes are taken for which", details: details)
  }

  private static func protocolName(_ record: EvaluationRecord) -> String {
    func settings(_ words: [(key: String, before: String, after: String)]) -> String {
      let known = words.compactMap { word in record.settings[word.key].map { word.before + $0 + word.after } }
      return known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
    }
    let labels = (key: "labels", before: "", after: " of the labels")
    return switch record.kind {
    case "knn":
      "nearest neighbours" + settings([("k", "k ", ""), ("temperature", "temperature ", "")])
    case "linear": "linear classifier" + settings([("protocol", "", ""), labels])
    case "finetune": "fine-tuning" + settings([labels, ("epochs", "", " epochs")])
    default: record.kind
    }
  }
}
