import Augmentation
import Datasets
import Encoders
import Evaluation
import Testing
import Torch

@Suite struct EvidenceRecordsTests {
  /// Features that tell three classes apart.
  private func features(_ count: Int, seed: UInt64) throws -> ExtractedFeatures {
    let labels = (0..<count).map { $0 % 3 }
    let offsets = try Tensor.from(labels.flatMap { [Float($0) * 4, 0] }, shape: [count, 2])
    return try ExtractedFeatures(
      features: Tensor.normal([count, 2], seed: seed) + offsets, labels: labels, names: labels.indices.map(String.init))
  }

  /// A reader of the records need not know whether `demo` or `evaluate` wrote them.
  @Test func theDemoSaysAsMuchAsEvaluations() throws {
    var table = EvidenceTable(labelFraction: 0.1, seed: 3)
    try table.add("trained", training: features(60, seed: 1), test: features(30, seed: 2))
    let row = try #require(table.rows.last)
    let preparation = EvaluationSettings(
      imageSize: 28, resizeTo: nil, normalization: Normalization(mean: [0.5], std: [1]), channels: 1)
    let records = row.records(preparation, data: "fashion-mnist", step: 7)
    #expect(records.map(\.kind) == ["linear", "knn", "knn", "linear"])
    #expect(records.allSatisfy { $0.data == "fashion-mnist" && $0.step == 7 })
    #expect(records.map(\.features) == ["representation", "representation", "whitened", "representation"])
    #expect(records.map(\.top1) == [row.linearFewLabels.top1, row.knn.top1, row.knnWhitened.top1, row.linear.top1])
    let common = [
      "testImages": "30", "classes": "3", "device": "cpu", "precision": "fp32", "imageSize": "28", "resizeTo": "28",
      "channels": "1", "onBadImage": "fail", "skippedImages": "0",
    ]
    for record in records {
      for (key, value) in common { #expect(record.settings[key] == value, "\(record.kind) \(key)") }
    }
    #expect(records.map { $0.settings["trainingImages"] } == ["6", "60", "60", "60"])
    #expect(records[0].settings["labels"] == "10.0%" && records[3].settings["labels"] == "100.0%")
    #expect(records[0].settings["seed"] == "3" && records[0].settings["selection"] == "cross-validation")
    #expect(records[2].settings["k"] == "20" && records[1].settings["temperature"] == "0.1")
    #expect(records[3].settings["isConverged"] == "true" && records[3].settings["l2"] != nil)
  }
}
