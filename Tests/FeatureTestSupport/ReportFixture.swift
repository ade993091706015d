import Augmentation
import BarlowTwins
import Datasets
import Encoders
import Evaluation
import Foundation
import Images
import Runs
import TestSupport

/// Run folders made up for tests, and images to go with them.
package enum ReportFixture {
  /// What a file name may hold that must not reach a page as markup.
  package static let hostile = "<img src=x onerror='window.injected=1'>\"&</script><script>window.injected=2</script>"

  /// Writes a run of `steps` steps and returns its folder.
  @discardableResult
  package static func writeRun(
    _ folder: TemporaryFolder, _ name: String = "run", steps: Int = 50, moments: Int = 4, lambda: Double = 0.01,
    data: String = "images", localCrops: LocalCrops? = nil, changing: [String: String] = [:]
  ) throws -> RunFolder {
    try folder.makeFolder(name)
    let run = RunFolder(folder.file(name))
    var given = [
      "backbone": "resnet10", "stem": "cifar", "width": "8", "projector": "16-16", "seed": "1", "batchSize": "12",
      "imageSize": "8", "objective": "barlow-twins", "precision": "fp32",
    ]
    given.merge(changing) { $1 }
    if ["barlow-twins", "mixed-barlow-twins"].contains(given["objective"]) { given["lambda"] = String(lambda) }
    let view = ViewRecipe(crop: RandomResizedCrop(scale: 0.5...1))
    var configuration = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "cifar")
    configuration.views = TwoViewRecipe(
      imageSize: 8, viewA: view, viewB: view, normalization: .imageNet, localCrops: localCrops)
    configuration.data = data
    let record = RunRecord(
      configuration: configuration, commandLine: ["barlow", "pretrain", "a folder", hostile],
      environment: ["libtorch": "2.13.0", "note": hostile])
    try record.write(to: run.configurationFile)
    let metrics = (1...max(steps, 1)).prefix(steps).map { step -> [String: Double] in
      let time = Double(step)
      return [
        "step": time, "epoch": Double(1 + step / 10), "loss": 100 / time + 1, "invariance": 16 / time, "redundancy": 30,
        "meanDiagonal": 1 - 1 / time, "learningRate": 0.1, "biasLearningRate": 0.01, "imagesPerSecond": 100,
        "dataWaitSeconds": 0.001,
      ]
    }
    try write(metrics, to: run.metricsFile)
    let measurements = (0..<moments).map { number -> MonitorRecord in
      MonitorRecord(
        step: number * 10, epoch: Double(number), diagnosis: summary(Double(number + 1) / Double(moments)),
        knn: OnlineKNN(accuracy: 0.5 + Double(number) / 20, k: 5, temperature: 0.1, bankSize: 90, queryCount: 30))
    }
    if !measurements.isEmpty { try write(measurements, to: run.monitorFile) }
    let evaluation = EvaluationRecord(
      kind: "linear", data: hostile, step: 50, features: "representation", top1: 0.75, top5: nil,
      settings: ["penalty": "1e-4"])
    try write([evaluation], to: run.evaluationsFile)
    return run
  }

  package static func write(_ records: [some Encodable], to path: String) throws {
    let encoder = JSONEncoder()
    let lines = try records.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try Data(lines.joined().utf8).write(to: URL(filePath: path))
  }

  /// A diagnosis of the embeddings, from one without order at 0 to the identity at 1.
  package static func summary(_ progress: Double) -> EmbeddingSummary {
    let matrix = (0..<16).map { i in (0..<16).map { j in Float(i == j ? progress : (1 - progress) * 0.5) } }
    return EmbeddingSummary(
      verdict: progress > 0.5 ? .healthy : .redundant, reason: "A reason with \(hostile).", images: 64, dimension: 16,
      loss: 10, lambda: 0.01, floor: 0, invariance: 1, redundancy: 2, meanDiagonal: progress,
      rmsOffDiagonal: (1 - progress) * 0.5, rankMe: 1 + 10 * progress, effectiveDimension: 1 + 12 * progress,
      alphaReQ: nil, lidar: nil, deadDimensions: 0, relativeSpread: 0.5, alignment: 0.2, uniformity: -2,
      spectrum: (0..<16).map { exp(-Double($0) / progress / 4) } + [0, 0], correlation: matrix)
  }

  /// Small pictures whose class is their colour, with hostile names.
  package struct Pictures: ImageDataset {
    package let count: Int
    let isLabelled: Bool
    let bad: Set<Int>

    package init(count: Int, isLabelled: Bool = true, bad: Set<Int> = []) {
      self.count = count
      self.isLabelled = isLabelled
      self.bad = bad
    }

    package var channels: Int { 3 }
    package var classNames: [String] { isLabelled ? ["red", ReportFixture.hostile, "blue"] : [] }

    package func label(at index: Int) -> Int? { isLabelled ? index % 3 : nil }
    package func name(at index: Int) -> String { index == 0 ? ReportFixture.hostile : "picture-\(index)" }

    package func source(at index: Int) throws(DatasetError) -> ImageSource {
      if bad.contains(index) { return .encoded(Array("no image".utf8)) }
      let pixels = (0..<(12 * 10 * 3)).map { place in
        UInt8((place % 3 == index % 3 ? 160 : 40) + (place * 31 + index * 17) % 60)
      }
      return .decoded(Image(width: 12, height: 10, channels: 3, pixels: pixels))
    }
  }

  /// A run with what its untrained network makes of pictures.
  package static func study(_ run: RunFolder, pictures: Pictures = Pictures(count: 30), wantsDiagnosis: Bool = false)
    throws
    -> ImageStudy
  {
    let model = try EncoderModel(untrained: RunRecord(contentsOf: run.configurationFile))
    return try ImageStudy(
      model: model, dataset: pictures, origin: "from \(hostile)", wantsDiagnosis: wantsDiagnosis,
      request: ImageStudyRequest(count: 30, workers: 0))
  }
}
