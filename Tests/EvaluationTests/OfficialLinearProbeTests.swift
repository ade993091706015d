import Datasets
import Encoders
import FeatureTestSupport
import Formatting
import Foundation
import NN
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Evaluation

@Suite struct OfficialLinearProbeTests {
  @Test func theClassifierFollowsPyTorch() throws {
    // A decay large enough that forgetting it, or the biases' part of it, would show.
    let (epochs, steps, decay) = (4, 5, 0.03)
    let features = try Tensor.normal([steps, 16, 9], seed: 1)
    let targets = (0..<(steps * 16)).map { $0 * 5 % 7 % 3 }
    let head = try LinearHead(inputs: 9, classes: 3, from: ParameterSource(seed: 2))
    let reference = try PythonReference.run(
      "evaluation_head.py",
      [
        "weight": ReferenceArray(head.weight), "features": ReferenceArray(features),
        "targets": ReferenceArray(shape: [steps, 16], values: targets.map(Double.init)),
        "epochs": ReferenceArray(Double(epochs)), "steps": ReferenceArray(Double(steps)),
        "decay": ReferenceArray(decay),
      ])
    let settings = OfficialLinearSettings(weightDecay: decay, epochs: epochs)
    let trainer = LinearHeadTrainer(head, momentum: settings.momentum, weightDecay: settings.weightDecay)
    var losses: [Double] = []
    for epoch in 0..<epochs {
      for step in 0..<steps {
        losses.append(
          try trainer.step(
            features.narrow(start: step, length: 1).reshape([16, 9]),
            targets: Tensor.from(Array(targets[(step * 16)..<((step + 1) * 16)]), shape: [16]),
            learningRate: settings.learningRate(epoch: epoch)))
      }
    }
    #expect(try #require(reference["rates"]).distance(to: (0..<epochs).map(settings.learningRate(epoch:))) < 1e-7)
    #expect(try #require(reference["losses"]).distance(to: losses) < 1e-5)
    #expect(try #require(reference["weight"]).distance(to: head.weight.doubles()) < 1e-5)
    #expect(try #require(reference["bias"]).distance(to: head.bias.doubles()) < 1e-5)
  }

  @Test func theClassifierStartsAsPublished() throws {
    let head = try LinearHead(inputs: 500, classes: 40, from: ParameterSource(seed: 1))
    let deviation = try head.weight.square().mean().item().squareRoot()
    #expect(abs(deviation - 0.01) < 2e-4)
    #expect(try head.bias.doubles() == [Double](repeating: 0, count: 40))
    let settings = OfficialLinearSettings()
    #expect(settings.learningRate == 0.3 && settings.momentum == 0.9 && settings.weightDecay == 1e-6)
    #expect(settings.batchSize == 256 && settings.epochs == 100 && settings.leastCropScale == 0.08)
  }

  private func run(workers: Int, epochs: Int = 3) throws -> (LinearResult, [WorkProgress]) {
    let test = try PictureSet(count: 12).features()
    var progress: [WorkProgress] = []
    let result = try OfficialLinearProbe(.pixels, settings: OfficialLinearSettings(batchSize: 8, epochs: epochs))
      .evaluate(
        training: PictureSet(count: 30), preparation: PictureSet.preparation, test: test,
        options: PictureSet.options(workers: workers)
      ) { progress.append($0) }
    return (result, progress)
  }

  @Test func coloursAreLearnedWhateverTheNumberOfWorkers() throws {
    let (result, progress) = try run(workers: 0)
    #expect(result.top1 == 1 && result.top5 == nil && result.protocol == .official)
    #expect(result.classes == 3 && result.images == 12 && result.trainingImages == 30)
    #expect(result.official?.batchSize == 8 && result.fullBatch == nil)
    #expect(progress.map(\.done) == Array(1...9) && progress.allSatisfy { $0.total == 9 })
    #expect(progress.filter(\.isMilestone).map(\.task) == (1...3).map { "epoch \($0)/3 step 3/3" })
    let losses = progress.compactMap { Double($0.detail.dropFirst("loss ".count)) }
    #expect(try losses.count == 9 && #require(losses.last) < losses[0])
    let (again, sameProgress) = try run(workers: 2)
    #expect(again == result && sameProgress == progress)
  }

  @Test func aSmallTrainingSetIsOneBatch() throws {
    let test = try PictureSet(count: 6).features()
    let result = try OfficialLinearProbe(.pixels, settings: OfficialLinearSettings(epochs: 1)).evaluate(
      training: PictureSet(count: 6), preparation: PictureSet.preparation, test: test, options: PictureSet.options())
    #expect(result.official?.batchSize == 6)
  }

  @Test func aBackboneStaysFrozen() throws {
    let backbone = try ResNet(
      ResNetConfiguration(variant: .resnet18, width: 4, stem: .cifar), from: ParameterSource(seed: 1))
    let before = try backbone.namedState().map { try $0.tensor.doubles() }
    let extractor = EmbeddingExtractor(backbone)
    let test = try PictureSet(count: 6).features(by: extractor)
    _ = try OfficialLinearProbe(extractor, settings: OfficialLinearSettings(batchSize: 6, epochs: 2)).evaluate(
      training: PictureSet(count: 12), preparation: PictureSet.preparation, test: test, options: PictureSet.options())
    #expect(try backbone.namedState().map { try $0.tensor.doubles() } == before)
    #expect(try backbone.namedParameters().allSatisfy { try $0.tensor.gradient() == nil })
  }

  @Test func impossibleRequestsAreNamed() throws {
    let test = try PictureSet(count: 6).features()
    func evaluate(_ training: PictureSet, _ settings: OfficialLinearSettings) throws -> LinearResult {
      try OfficialLinearProbe(.pixels, settings: settings).evaluate(
        training: training, preparation: PictureSet.preparation, test: test, options: PictureSet.options())
    }
    let unlabelled = #expect(throws: EvaluationError.self) {
      try evaluate(PictureSet(count: 6, isLabelled: false), OfficialLinearSettings())
    }
    #expect(line(unlabelled).contains("6 of the 6 training images"))
    for settings in [
      OfficialLinearSettings(learningRate: 0), OfficialLinearSettings(learningRate: .nan),
      OfficialLinearSettings(momentum: 1), OfficialLinearSettings(weightDecay: -1),
      OfficialLinearSettings(batchSize: 0),
      OfficialLinearSettings(epochs: 0), OfficialLinearSettings(leastCropScale: 0),
    ] {
      let error = #expect(throws: EvaluationError.self) { try evaluate(PictureSet(count: 6), settings) }
      #expect(error?.kind == .usage && line(error).contains("give"))
    }
    let diverged = #expect(throws: EvaluationError.self) {
      try evaluate(PictureSet(count: 6), OfficialLinearSettings(learningRate: 1e38, epochs: 9))
    }
    #expect(line(diverged).contains("not finite"))
  }
}
