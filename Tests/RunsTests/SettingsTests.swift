import BarlowTwins
import Foundation
import NN
import Settings
import Testing

@testable import Runs

@Suite struct SettingsTests {
  private func settings(_ json: String) throws -> SettingLayer {
    try SettingLayer(json: Data(json.utf8), origin: "file.json")
  }

  @Test func everySettingHasANameOfItsOwn() {
    let names = Setting.all.map(\.name)
    #expect(Set(names).count == names.count && names.contains("batchSize") && names.contains("mixWeight"))
  }

  @Test func textAndJSONGiveTheSameValues() throws {
    let typed = try SettingLayer([
      "projector": "512-256", "lambda": "0.005", "batchSize": "64", "backbone": "resnet50",
    ])
    let read = try settings(#"{"projector": [512, 256], "lambda": 0.005, "batchSize": 64, "backbone": "resnet50"}"#)
    #expect(typed == read)
  }

  @Test(arguments: [
    (#"{"batchsize": 64}"#, "did you mean batchSize?"), (#"{"batchSize": "many"}"#, "a whole number from 2"),
    (#"{"batchSize": true}"#, "a whole number"), (#"{"batchSize": 1}"#, "a whole number from 2"),
    (#"{"lambda": -1}"#, "a number from 0"), (#"{"projector": []}"#, "layer widths"),
    (#"{"projector": [512, 0]}"#, "layer widths"), (#"{"backbone": "vgg"}"#, "resnet18"),
    (#"{"viewA": {"crop": {"scale": [0.3, 1]}, "flipPropability": 1}}"#, "flipPropability"),
    ("[1]", "not a JSON object"),
  ])
  func mistakesNameTheKeyAndTheRemedy(json: String, words: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try settings(json) }
    #expect(error.description.contains(words))
    #expect(error.description.hasPrefix("file.json"))
    #expect(!error.description.contains("\n"))
  }

  @Test(arguments: ["512-", "-512", "512-0", "a-b", ""]) func impossibleProjectorsAreRefused(text: String) {
    #expect(throws: ConfigurationError.self) { try SettingLayer(["projector": text]) }
  }

  @Test func upperSettingsWin() throws {
    let lower = try settings(#"{"batchSize": 64, "epochs": 10, "width": 32}"#)
    let upper = try settings(#"{"batchSize": 128, "minutes": 2.5}"#)
    let both = lower.overlaid(by: upper)
    #expect(both["batchSize"] == .integer(128))
    #expect(both["width"] == .integer(32))
    #expect(both["minutes"] == .number(2.5))
    #expect(both["epochs"] == nil)
  }

  @Test(arguments: Recipe.names) func everyRecipeIsWhole(name: String) throws {
    let recipe = try Recipe.settings(named: name)
    #expect(recipe["viewA"] != nil)
    #expect(recipe["viewB"] != nil)
    let optional: Set<String> = [
      "recipe", "minutes", "workers", "threads", "maxImages", "temperature", "mixWeight", "localCrops", "localCropSize",
      "monitor", "monitorEvery", "from", "grid", "usualFeatures", "progressiveSize", "progressiveShare",
      "checkpointEvery",
      "keepBest", "epochs", "valueRange", "partial", "compress", "accumulate", "recompute",
    ]
    let configuration = try TrainingConfiguration(recipe: name)
    let own = Set(type(of: configuration.backbone).settings.map(\.name))
    let others = Set(Setting.ofBackbones.map(\.name)).subtracting(own)
    for setting in Setting.all where !optional.union(others).contains(setting.name) {
      #expect(recipe[setting.name] != nil, "\(name) lacks \(setting.name)")
    }
    #expect(configuration.recipe == name && configuration.dimension > 0)
  }

  @Test func anUnknownRecipeIsSuggested() throws {
    let error = try #require(throws: ConfigurationError.self) { try Recipe.settings(named: "smal") }
    #expect(error.description.contains("did you mean small?"))
  }

  @Test func theImagenetRecipeIsTheAuthors() throws {
    let recipe = try TrainingConfiguration(recipe: "imagenet")
    #expect(recipe.objective.isEqual(to: BarlowTwinsObjective(lambda: 0.0051)))
    #expect(recipe.projector == [8192, 8192, 8192])
    #expect(recipe.baseLearningRates == LearningRates(weights: 0.2, biases: 0.0048))
    #expect(recipe.weightDecay == 1e-6)
    #expect(recipe.warmupEpochs == 10)
    #expect(recipe.optimizer == .lars)
    #expect(recipe.batchSize == 2048)
    #expect(recipe.length == .epochs(1000))
    let (a, b) = (recipe.views.viewA, recipe.views.viewB)
    #expect((a.blur?.probability, b.blur?.probability) == (1, 0.1))
    #expect((a.solarize?.probability ?? 0, b.solarize?.probability) == (0, 0.2))
    #expect((a.flipProbability, a.grayscaleProbability, a.crop.scale) == (0.5, 0.2, 0.08...1))
    #expect((a.colorJitter?.brightness, a.colorJitter?.saturation, a.colorJitter?.hue) == (0.4, 0.2, 0.1))
  }
}
