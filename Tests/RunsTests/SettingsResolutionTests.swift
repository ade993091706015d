import Augmentation
import BarlowTwins
import Datasets
import Foundation
import NN
import Settings
import Testing
import Torch

@testable import Runs

@Suite struct SettingsResolutionTests {
  private typealias Resolution = (configuration: TrainingConfiguration, reasons: [String])

  private func resolve(_ given: [String: String], count: Int = 10_000, channels: Int = 1) throws -> Resolution {
    try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "folder").resolved(
      for: DataFacts(description: .folder("photos"), count: count, channels: channels),
      on: MachineFacts(processors: 4, cpuPrecision: Precision.automatic(on: .cpu)) { _ in
        StepCost(secondsPerImage: 0.001, bytesPerImage: nil, parameterCount: 1)
      })
  }

  @Test func whatIsNotGivenIsChosenWithAReason() throws {
    let resolution = try resolve([:], channels: 3)
    let configuration = resolution.configuration
    #expect(configuration.recipe == "folder")
    #expect(configuration.threads == 4)
    #expect(configuration.workers == 3)
    #expect(configuration.views.normalization == .imageNet)
    #expect(configuration.precision == Precision.automatic(on: .cpu))
    for word in ["recipe folder", "normalization", "precision", "threads 4", "workers 3"] {
      #expect(resolution.reasons.contains { $0.contains(word) }, "\(word)")
    }
    let settings = try configuration.settings
    #expect(Set(settings.keys).isSuperset(of: ["batchSize", "lambda", "precision", "threads", "minutes"]))
  }

  @Test func aRecipesBatchShrinksWithTheDataButAGivenOneDoesNot() throws {
    let resolution = try resolve(["recipe": "small"], count: 100)
    #expect(resolution.configuration.batchSize == 64)
    #expect(resolution.reasons.contains { $0.contains("batchSize 64") })
    #expect(try resolve(["recipe": "small", "maxImages": "9"]).configuration.batchSize == 8)
    let error = try #require(throws: ConfigurationError.self) {
      try resolve(["recipe": "small", "batchSize": "128"], count: 100)
    }
    #expect(error.description.contains("batchSize 100"))
    #expect(throws: ConfigurationError.self) { try resolve(["recipe": "small"], count: 1) }
  }

  @Test func ratesGrowWithTheBatch() throws {
    let rates = try resolve(
      ["recipe": "imagenet", "batchSize": "1024"], channels: 3
    ).configuration.learningRates
    #expect(rates == LearningRates(weights: 0.8, biases: 0.0192))
  }

  @Test func smallCropsSuitTheViews() throws {
    #expect(try resolve(["recipe": "imagenet"], channels: 3).configuration.views.localCrops == nil)
    let views = try resolve(["recipe": "imagenet", "localCrops": "4"], channels: 3).configuration.views
    let local = try #require(views.localCrops)
    #expect(local.count == 4 && local.imageSize == 96 && local.view.crop.scale == 0.05...0.4)
    #expect(local.view.solarize == views.viewB.solarize)
    let given = try resolve(["recipe": "imagenet", "localCrops": "2", "localCropSize": "64"], channels: 3)
    #expect(given.configuration.views.localCrops?.imageSize == 64)
    for (bad, word) in [
      (["localCropSize": "64"], "localCrops"), (["localCrops": "2", "twins": "separate"], "twins"),
      (["localCrops": "2", "localCropSize": "300"], "localCropSize of at most 224"),
    ] {
      let error = try #require(throws: ConfigurationError.self) {
        try resolve(bad.merging(["recipe": "imagenet"]) { $1 }, channels: 3)
      }
      #expect(error.description.contains(word))
    }
  }

  @Test func whatLibtorchCannotTrainIsRefused() throws {
    func refused(_ pairs: [String: String]) throws -> String {
      try #require(throws: ConfigurationError.self) {
        try resolve(pairs.merging(["recipe": "imagenet", "stem": "imagenet"]) { $1 }, channels: 3)
      }.description
    }
    let small = try refused(["imageSize": "16", "precision": "bf16"])
    #expect(small.contains("views of 16 pixels") && small.contains("imageSize 17 or more, or precision fp32"))
    let local = try refused(["localCrops": "2", "localCropSize": "16", "precision": "bf16"])
    #expect(local.contains("localCropSize 17 or more"))
    if Runtime.cpuCapability.contains("AVX512") {
      #expect(try refused(["batchSize": "33", "precision": "fp32"]).contains("batchSize 32"))
    }
    #expect(try resolve(["recipe": "small", "batchSize": "33", "precision": "bf16"]).configuration.batchSize == 33)
  }

  @Test func lengthIsEpochsOrMinutes() throws {
    #expect(try resolve(["recipe": "small", "epochs": "3"]).configuration.length == .epochs(3))
    #expect(try resolve(["recipe": "small", "minutes": "3"]).configuration.length == .minutes(3))
    #expect(throws: ConfigurationError.self) { try resolve(["recipe": "small", "epochs": "3", "minutes": "3"]) }
  }

  @Test func anAbsentDeviceIsNeverReplaced() throws {
    let error = try #require(throws: TorchError.self) { try resolve(["recipe": "small", "device": "cuda:77"]) }
    #expect(error.kind == .unavailable)
    #expect(throws: ConfigurationError.self) { try resolve(["recipe": "small", "device": "gpu"]) }
  }

  @Test func whatIsResolvedIsTheSameWhenResolvedAgain() throws {
    for given in [["recipe": "small"], ["recipe": "imagenet", "localCrops": "2", "objective": "contrastive"]] {
      let facts = DataFacts(description: .folder("photos"), count: 5000, channels: given["localCrops"] == nil ? 1 : 3)
      let first = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "folder").resolved(for: facts)
      let json = try JSONEncoder().encode(first.configuration)
      let read = try JSONDecoder().decode(TrainingConfiguration.self, from: json)
      #expect(read == first.configuration)
      // On another machine, what was chosen on this one stays.
      let again = try read.resolved(for: facts, on: MachineFacts(processors: 77, cpuPrecision: .fp32))
      #expect(again.configuration == first.configuration && again.reasons.isEmpty, "\(again.reasons)")
      // A configuration file is of the same form.
      let layer = try SettingLayer(json: json, origin: "config.json")
      let repeated = try TrainingConfiguration(layers: [layer], suggesting: "folder").resolved(for: facts)
      #expect(repeated.configuration == first.configuration && repeated.reasons.isEmpty)
    }
  }

  @Test func propertiesThatAreSetAreKept() throws {
    var configuration = try TrainingConfiguration(recipe: "small")
    configuration.batchSize = 300
    configuration.objective = ContrastiveObjective(temperature: 0.2)
    configuration.threads = 3
    let facts = DataFacts(description: .folder("photos"), count: 1000, channels: 1)
    let (resolved, reasons) = try configuration.resolved(for: facts)
    #expect(resolved.batchSize == 300 && resolved.threads == 3)
    #expect(resolved.objective.isEqual(to: ContrastiveObjective(temperature: 0.2)))
    #expect(!reasons.contains { $0.hasPrefix("threads") || $0.hasPrefix("temperature") })
    let few = DataFacts(description: .folder("photos"), count: 100, channels: 1)
    #expect(throws: ConfigurationError.self) { try configuration.resolved(for: few) }
    configuration.batchSize = 1
    #expect(throws: ConfigurationError.self) { try configuration.resolved(for: facts) }
  }
}
