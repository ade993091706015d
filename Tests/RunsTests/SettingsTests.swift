import Foundation
import Settings
import Testing

@testable import Runs

@Suite struct SettingsTests {
  private func settings(_ json: String) throws -> Settings { try Settings(json: Data(json.utf8), origin: "file.json") }

  @Test func everySettingHasAFlagOfItsOwn() {
    #expect(Set(Setting.allCases.map(\.flag)).count == Setting.allCases.count)
    #expect(Setting.batchSize.flag == "--batch-size")
    #expect(Setting.onBadImage.flag == "--on-bad-image")
  }

  @Test func textAndJSONGiveTheSameValues() throws {
    var typed = Settings()
    try typed.set(.projector, text: "512-256")
    try typed.set(.lambda, text: "0.005")
    try typed.set(.batchSize, text: "64")
    try typed.set(.backbone, text: "resnet50")
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
    var settings = Settings()
    #expect(throws: ConfigurationError.self) { try settings.set(.projector, text: text) }
  }

  @Test func upperSettingsWin() throws {
    let lower = try settings(#"{"batchSize": 64, "epochs": 10, "width": 32}"#)
    let upper = try settings(#"{"batchSize": 128, "minutes": 2.5}"#)
    let both = lower.overlaid(by: upper)
    #expect(both[.batchSize] == .integer(128))
    #expect(both[.width] == .integer(32))
    #expect(both[.minutes] == .number(2.5))
    #expect(both[.epochs] == nil)
  }

  @Test(arguments: Recipe.names) func everyRecipeIsWhole(name: String) throws {
    let recipe = try Recipe.settings(named: name)
    #expect(recipe.viewA != nil)
    #expect(recipe.viewB != nil)
    let optional: Set<Setting> = [
      .recipe, .config, .minutes, .workers, .threads, .maxImages, .overwrite, .biasLearningRate, .temperature,
      .mixWeight, .localCrops, .localSize, .monitor, .monitorEvery,
    ]
    for setting in Setting.allCases where !optional.contains(setting) {
      #expect(recipe[setting] != nil, "\(name) lacks \(setting)")
    }
  }

  @Test func anUnknownRecipeIsSuggested() throws {
    let error = try #require(throws: ConfigurationError.self) { try Recipe.settings(named: "smal") }
    #expect(error.description.contains("did you mean small?"))
  }

  @Test func theImagenetRecipeIsTheAuthors() throws {
    let recipe = try Recipe.settings(named: "imagenet")
    #expect(recipe[.lambda] == .number(0.0051))
    #expect(recipe[.projector] == .widths([8192, 8192, 8192]))
    #expect(recipe[.learningRate] == .number(0.2))
    #expect(recipe[.biasLearningRate] == .number(0.0048))
    #expect(recipe[.weightDecay] == .number(1e-6))
    #expect(recipe[.warmupEpochs] == .number(10))
    #expect(recipe[.optimizer] == .text("lars"))
    #expect(recipe[.batchSize] == .integer(2048))
    #expect(recipe[.epochs] == .integer(1000))
    let (a, b) = (try #require(recipe.viewA), try #require(recipe.viewB))
    #expect((a.blur?.probability, b.blur?.probability) == (1, 0.1))
    #expect((a.solarize?.probability ?? 0, b.solarize?.probability) == (0, 0.2))
    #expect((a.flipProbability, a.grayscaleProbability, a.crop.scale) == (0.5, 0.2, 0.08...1))
    #expect((a.colorJitter?.brightness, a.colorJitter?.saturation, a.colorJitter?.hue) == (0.4, 0.2, 0.1))
  }
}
