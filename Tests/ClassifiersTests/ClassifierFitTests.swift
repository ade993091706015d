import BarlowTwins
import Datasets
import Encoders
import Evaluation
import FeatureTestSupport
import Files
import Foundation
import NN
import Runs
import TensorFiles
import TestSupport
import Testing
import Torch
import Weights

@testable import Classifiers

/// Classifiers of pictures whose class is their colour, by a network that was not trained.
@Suite struct ClassifierFitTests {
  private let folder: TemporaryFolder
  private let features: EncoderFeatures

  init() throws {
    folder = try TemporaryFolder()
    let configuration = ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar)
    let network = try configuration.make(from: ParameterSource(seed: 1))
    let description = WeightsDescription(
      backbone: configuration,
      preparation: WeightsDescription.Preparation(
        imageSize: 8, resizeTo: 8, mean: [0.4, 0.4, 0.4], std: [0.25, 0.25, 0.25]), step: 7, data: "pictures")
    let path = folder.file("model.safetensors")
    try Safetensors(tensors: network.stateDictionary(), metadata: description.metadata).write(to: path)
    features = EncoderFeatures(try EncoderModel(contentsOf: path), batchSize: 16, options: PictureSet.options())
  }

  private func fit(_ images: any ImageDataset) -> ClassifierFit {
    ClassifierFit(features, images: images, model: "model", data: "pictures")
  }

  private func predictions(_ classifier: Classifier, _ images: any ImageDataset) throws -> [ImagePrediction] {
    var found: [ImagePrediction] = []
    try classifier.classify(images, batchSize: 16, options: PictureSet.options()) { prediction, _ in
      found.append(prediction)
    }
    return found
  }

  @Test func aClassifierSurvivesItsFile() throws {
    let classifier = try fit(PictureSet(count: 60)).linear(.representation)
    #expect(classifier.record.imagesPerClass == [20, 20, 20] && classifier.classNames == ["red", "green", "blue"])
    #expect(classifier.record.uncalibrated?.images == 60 && classifier.record.heldOut == "cross-validation")
    let said = try predictions(classifier, PictureSet(count: 30))
    #expect(said.allSatisfy { $0.predictedClass == $0.knownClass && $0.secondClass != $0.predictedClass })
    #expect(said.allSatisfy { $0.probability > 0.5 && $0.probability + $0.secondProbability <= 1 + 1e-6 })
    let path = folder.file("c.safetensors")
    try classifier.write(to: path)
    let read = try Classifier(contentsOf: path)
    #expect(read.record == classifier.record && Classifier.isOne(path))
    #expect(try predictions(read, PictureSet(count: 30)) == said)
    // It is a file of weights as any other.
    let model = try EncoderModel(contentsOf: path)
    #expect(try model.network.backbone.fingerprint() == classifier.record.modelFingerprint)
  }

  @Test func probabilitiesAreThoseOfTheScoresDividedByTheTemperature() throws {
    let classifier = try fit(PictureSet(count: 60)).linear(.representation, l2: 0.1)
    let found = try features.features(of: PictureSet(count: 9), .representation).features
    let map = classifier.linearMap
    let scores = try ((found - map.mean) * map.scale).matmul(map.weight.transpose()) + map.bias
    let expected = try (scores / classifier.record.temperature).softmax(1)
    let difference = try (classifier.probabilities(of: found) - expected).abs().flatten().maximum(0).item()
    #expect(difference < 1e-6)
    // The map is the classifier that was fitted: standardized, along principal axes, back again.
    let labels = (0..<60).map { $0 % 3 }
    let all = try features.features(of: PictureSet(count: 60), .representation).features
    let whole = try LinearClassifier(fitting: all, classes: labels, classCount: 3, l2: 0.1)
    #expect(try (whole.scores(found) - scores).abs().flatten().maximum(0).item() < 1e-4)
  }

  @Test func fineTuningKeepsTheNetworkThatItTrained() throws {
    let before = try features.model.network.backbone.fingerprint()
    let classifier = try fit(PictureSet(count: 120)).fineTuned(
      FineTuneSettings(epochs: 3, backboneLearningRate: 0.01, headLearningRate: 0.1, batchSize: 16))
    #expect(classifier.record.modelFingerprint == before && classifier.record.fineTuning?.epochs == 3)
    #expect(classifier.record.uncalibrated?.images == 24)
    let path = folder.file("c.safetensors")
    try classifier.write(to: path)
    let read = try Classifier(contentsOf: path)
    #expect(try read.model.network.backbone.fingerprint() != before)
    #expect(try predictions(read, PictureSet(count: 12)) == predictions(classifier, PictureSet(count: 12)))
  }

  @Test func whatIsUnlikeAllIsSaid() throws {
    let classifier = try fit(PictureSet(count: 120)).linear(.representation)
    let dimension = classifier.dimension
    let far = try Tensor.full([1, dimension], 1e3)
    let said = try classifier.predictions(of: far, names: ["far"], known: [nil])
    #expect(said[0].isUnlikeKnown == true && said[0].distance > 10)
    let near = try predictions(classifier, PictureSet(count: 120))
    #expect(near.count { $0.isUnlikeKnown == true } <= 3)
    #expect(try fit(PictureSet(count: 6)).linear(.representation).record.threshold == nil)
  }

  @Test func dataThatTeachesNothingIsRefused() throws {
    #expect(throws: EvaluationError.self) { try fit(PictureSet(count: 9, isLabelled: false)).linear(.representation) }
    let red = Subset(PictureSet(count: 30), indices: stride(from: 0, to: 30, by: 3).map { $0 })
    #expect(throws: EvaluationError.self) { try fit(red).linear(.representation) }
    #expect(throws: EvaluationError.self) { try fit(red).fineTuned(FineTuneSettings(epochs: 1)) }
    let classifier = try fit(PictureSet(count: 12)).linear(.representation)
    #expect(throws: EvaluationError.self) { try classifier.scores(of: Tensor.zeros([2, 3])) }
  }

  @Test func damagedFilesAreRefused() throws {
    let path = folder.file("c.safetensors")
    try fit(PictureSet(count: 30)).linear(.representation).write(to: path)
    let whole = try Safetensors(contentsOf: path)
    func refused(_ change: (inout Safetensors) throws -> Void) throws -> String {
      var file = whole
      try change(&file)
      let other = folder.file("other.safetensors")
      try file.write(to: other)
      let error = #expect(throws: FileError.self) { try Classifier(contentsOf: other) }
      return error?.description ?? ""
    }
    #expect(try refused { $0.tensors["classifier.weight"] = nil }.contains("classifier.weight"))
    #expect(
      try refused { $0.tensors["classifier.bias"] = try Tensor.full([3], .nan) }.contains("not finite"))
    #expect(try refused { $0.tensors["classifier.mean"] = try Tensor.zeros([2]) }.contains("classifier.mean"))
    #expect(try refused { $0.metadata["classifier"] = "{}" }.contains("record"))
    #expect(try refused { $0.metadata["classifier"] = "{\"version\": 9}" }.contains("newer"))
    #expect(try refused { $0.metadata["classifier"] = nil }.contains("without a classifier"))
  }
}
