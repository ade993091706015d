import Datasets
import FeatureTestSupport
import Formatting
import Foundation
import NN
import Settings
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Evaluation

@Suite struct FineTunerTests {
  private func backbone(width: Int = 4) throws -> ResNet {
    try ResNet(ResNetConfiguration(variant: .resnet10, width: width, stem: .cifar), from: ParameterSource(seed: 1))
  }

  @Test func stepsFollowPyTorch() throws {
    // A decay large enough that forgetting it, for biases or normalizations too, would show.
    let (steps, width, classes) = (3, 4, 3)
    let settings = FineTuneSettings(
      epochs: 5, backboneLearningRate: 0.05, headLearningRate: 0.5, weightDecay: 0.02)
    let network = FineTuneNetwork(
      backbone: try backbone(width: width),
      head: try LinearHead(inputs: 8 * width, classes: classes, from: ParameterSource(seed: 2)))
    let images = try Tensor.normal([steps, 8, 3, 8, 8], seed: 3)
    let targets = (0..<(steps * 8)).map { $0 * 5 % 7 % classes }
    var inputs = try [
      "images": ReferenceArray(images), "targets": ReferenceArray(shape: [steps, 8], values: targets.map(Double.init)),
      "width": ReferenceArray(Double(width)), "classes": ReferenceArray(Double(classes)),
      "epochs": ReferenceArray(Double(settings.epochs)), "headRate": ReferenceArray(settings.headLearningRate),
      "backboneRate": ReferenceArray(settings.backboneLearningRate), "decay": ReferenceArray(settings.weightDecay),
    ]
    for (name, tensor) in network.namedState() {
      // PyTorch's biases are vectors.
      let value = try ReferenceArray(name == "head.bias" ? tensor.flatten() : tensor)
      inputs["state." + name] = value
    }
    let reference = try PythonReference.run("evaluation_finetune.py", inputs)
    let step = FineTuneStep(network, settings: settings, device: .cpu)
    var losses: [Double] = []
    for number in 0..<steps {
      losses.append(
        try step(
          images.narrow(start: number, length: 1).reshape([8, 3, 8, 8]).contiguous(.channelsLast),
          targets: Tensor.from(Array(targets[(number * 8)..<((number + 1) * 8)]), shape: [8]), epoch: number))
    }
    #expect(try #require(reference["losses"]).distance(to: losses) < 1e-4)
    for (name, tensor) in network.namedState() {
      let expected = try #require(reference["state." + name])
      let own = ReferenceArray(shape: expected.shape, values: try tensor.doubles())
      #expect(own.relativeError(to: expected) < 1e-3, "\(name)")
    }
  }

  private func run(
    _ settings: FineTuneSettings, training: PictureSet = PictureSet(count: 60), workers: Int = 0
  ) throws -> (result: FineTuneResult, progress: [WorkProgress]) {
    var progress: [WorkProgress] = []
    let result = try FineTuner(backbone(), settings: settings).evaluate(
      training: training, test: PictureSet(count: 12), preparation: PictureSet.preparation,
      options: PictureSet.options(workers: workers)
    ) { progress.append($0) }
    return (result, progress)
  }

  @Test func coloursAreLearnedFromAFewLabels() throws {
    let settings = FineTuneSettings(labelFraction: 0.5, epochs: 12, headLearningRate: 0.1, batchSize: 16)
    let (result, progress) = try run(settings)
    #expect(result.top1 == 1 && result.top5 == nil && result.classes == 3 && result.images == 12)
    // 30 images in batches of up to 16 are two steps of an even number of images.
    #expect(result.trainingImages == 30 && result.imagesPerStep == 14 && result.steps == 24)
    #expect(result.confusion.classNames == ["red", "green", "blue"])
    #expect(result.confusion.perClass == [1, 1, 1])
    #expect(progress.count == 25 && progress.last == WorkProgress("test images", done: 12, of: 12))
    #expect("\(progress[0])".hasPrefix("epoch 1/12 step 1/2 loss "))
    let again = try run(settings, workers: 2)
    #expect(again.result == result && again.progress == progress)
  }

  @Test func fewerImagesThanABatchAreOneStep() throws {
    let (result, _) = try run(FineTuneSettings(labelFraction: 0.05, epochs: 2))
    #expect(result.trainingImages == 3 && result.imagesPerStep == 2 && result.steps == 2)
    #expect(result.finalLoss.isFinite)
  }

  @Test func anEpochHasEvenSteps() {
    let settings = FineTuneSettings(batchSize: 256)
    for (count, size) in [(60_000, 254), (600, 200), (257, 128), (256, 256), (300, 150), (103, 102), (2, 2), (3, 2)] {
      #expect(settings.imagesPerStep(count: count) == size, "\(count)")
    }
    // Never a single image, whose statistics are none, and never an odd number.
    for batchSize in 2...9 {
      for count in 2...40 {
        let size = FineTuneSettings(batchSize: batchSize).imagesPerStep(count: count)
        #expect(size % 2 == 0 && size >= 2 && size <= min(batchSize, count), "\(count) in batches of \(batchSize)")
      }
    }
  }

  @Test func theWholeNetworkChangesWithItsStatistics() throws {
    let network = try backbone()
    let before = try network.namedState().map { try $0.tensor.doubles() }
    _ = try FineTuner(network, settings: FineTuneSettings(labelFraction: 1, epochs: 2, backboneLearningRate: 0.5))
      .evaluate(
        training: PictureSet(count: 12), test: PictureSet(count: 3), preparation: PictureSet.preparation,
        options: PictureSet.options())
    // The last normalization of a block starts at zero; behind it, weights move from the second step on.
    for ((name, tensor), old) in zip(network.namedState(), before) {
      #expect(try tensor.doubles() != old, "\(name)")
    }
  }

  @Test func publishedSettings() {
    let settings = FineTuneSettings()
    #expect(settings.epochs == 20 && settings.batchSize == 256 && settings.momentum == 0.9)
    #expect(settings.backboneLearningRate == 0.005 && settings.headLearningRate == 0.5 && settings.weightDecay == 0)
    #expect(settings.rateFactor(epoch: 0) == 1 && abs(settings.rateFactor(epoch: 10) - 0.5) < 1e-12)
  }

  @Test func bfloat16Learns() throws {
    let settings = FineTuneSettings(
      labelFraction: 0.5, epochs: 12, headLearningRate: 0.1, batchSize: 16, precision: .bf16)
    #expect(try run(settings).result.top1 > 0.9)
  }

  @Test func imagesThatBecomeSinglePixelsAreRefusedInBfloat16() throws {
    let preparation = EvaluationSettings(
      imageSize: 4, resizeTo: nil, normalization: PictureSet.preparation.normalization, channels: 3)
    func run(_ precision: Precision) throws -> FineTuneResult {
      try FineTuner(backbone(), settings: FineTuneSettings(labelFraction: 1, epochs: 1, precision: precision))
        .evaluate(
          training: PictureSet(count: 6), test: PictureSet(count: 3), preparation: preparation,
          options: PictureSet.options())
    }
    let error = try #require(throws: ConfigurationError.self) { try run(.bf16) }
    #expect(error.description.contains("views of 4 pixels") && error.description.hasSuffix("give precision fp32"))
    #expect(try run(.fp32).images == 3)
  }

  @Test func progressCanStopTheWork() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try FineTuner(backbone()).evaluate(
        training: PictureSet(count: 12), test: PictureSet(count: 3), preparation: PictureSet.preparation,
        options: PictureSet.options()
      ) { _ in throw Stop() }
    }
  }

  @Test func impossibleRequestsAreNamed() throws {
    for settings in [
      FineTuneSettings(labelFraction: 0), FineTuneSettings(labelFraction: 1.5), FineTuneSettings(epochs: 0),
      FineTuneSettings(backboneLearningRate: -1), FineTuneSettings(headLearningRate: .nan),
      FineTuneSettings(momentum: 1), FineTuneSettings(weightDecay: .infinity), FineTuneSettings(batchSize: 1),
      FineTuneSettings(leastCropScale: 0),
    ] {
      let error = #expect(throws: EvaluationError.self) { try run(settings) }
      #expect(error?.kind == .usage && line(error).contains("give"))
    }
    let unlabelled = #expect(throws: EvaluationError.self) {
      try run(FineTuneSettings(), training: PictureSet(count: 6, isLabelled: false))
    }
    #expect(line(unlabelled).contains("6 of the 6 training images"))
    let single = #expect(throws: EvaluationError.self) {
      try run(FineTuneSettings(), training: PictureSet(count: 1))
    }
    #expect(line(single).contains("too few"))
    let diverged = #expect(throws: EvaluationError.self) {
      try run(FineTuneSettings(labelFraction: 1, backboneLearningRate: 1e30, headLearningRate: 1e38))
    }
    #expect(line(diverged).contains("not finite"))
  }
}
