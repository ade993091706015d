import Datasets
import Encoders
import Runs

extension EvidenceTable.Row {
  /// This row as the records of four evaluations, the most telling one last.
  ///
  /// - Parameters:
  ///   - preparation: How images were prepared for the encoder.
  ///   - data: The data as the user named it.
  ///   - step: The steps of training behind the weights.
  /// - Returns: Both votes of neighbours between the linear probes with few and with all labels.
  package func records(_ preparation: EvaluationSettings, data: String, step: Int) -> [EvaluationRecord] {
    func record(
      _ kind: String, of features: FeatureKind = .representation, _ top1: Double, _ top5: Double?, images: Int,
      classes: Int,
      _ more: [String: String?]
    ) -> EvaluationRecord {
      let common = RecordedSettings(
        preparation: preparation, device: .cpu, precision: .fp32, onBadImage: .fail, images: images,
        classes: classes, skipped: 0)
      return EvaluationRecord(
        kind: kind, data: data, step: step, features: features.rawValue, top1: top1, top5: top5,
        settings: common.adding(more))
    }
    func record(_ result: LinearResult) -> EvaluationRecord {
      record(
        "linear", result.top1, result.top5, images: result.images, classes: result.classes,
        RecordedSettings.words(of: result))
    }
    func vote(_ features: FeatureKind, _ result: KNNResult) -> EvaluationRecord {
      record(
        "knn", of: features, result.top1, result.top5, images: result.images, classes: result.classes,
        RecordedSettings.words(
          k: result.k, temperature: result.temperature, trainingImages: linear.trainingImages))
    }
    return [record(linearFewLabels), vote(.representation, knn), vote(.whitened, knnWhitened), record(linear)]
  }
}
