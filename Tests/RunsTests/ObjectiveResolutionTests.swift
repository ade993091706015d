import BarlowTwins
import Foundation
import Settings
import Testing

@testable import Runs

/// Which numbers an objective gets out of what was given, what the recipe says, and what suits.
@Suite struct ObjectiveResolutionTests {
  /// The objectives of the package; others may be registered by tests beside this one.
  static let names = Array(Registry.objectives.allNames.prefix(8))

  /// The objective over a recipe with the given objective and numbers.
  private func resolve(
    _ given: [String: String], over recipe: [String: String] = ["objective": "barlow-twins", "lambda": "0.005"],
    dimension: Int = 512, imageSize: Int = 28
  ) throws -> (objective: any Objective, reasons: [String]) {
    let base = try Recipe.settings(named: "small").removing(Setting.ofObjectives.map(\.name) + ["objective"])
      .overlaid(by: SettingLayer(recipe))
    let folder = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: folder) }
    try JSONEncoder().encode(base.values).write(to: folder)
    let layer = try SettingLayer(["imageSize": String(imageSize), "projector": "16-\(dimension)", "precision": "bf16"])
    let (configuration, reasons) = try TrainingConfiguration(
      layers: [layer, SettingLayer(given), SettingLayer(["recipe": folder.path])], suggesting: "small"
    ).resolved(
      for: DataFacts(description: .folder("photos"), count: 1000, channels: 1),
      on: MachineFacts(processors: 1, cpuPrecision: .fp32))
    let own = Setting.ofObjectives.map(\.name)
    return (configuration.objective, reasons.filter { reason in own.contains { reason.hasPrefix($0 + " ") } })
  }

  private func expect(
    _ given: [String: String], over recipe: [String: String] = ["objective": "barlow-twins", "lambda": "0.005"],
    imageSize: Int = 28, is objective: any Objective, location: SourceLocation = #_sourceLocation
  ) throws {
    let resolved = try resolve(given, over: recipe, imageSize: imageSize).objective
    #expect(resolved.isEqual(to: objective), "\(resolved)", sourceLocation: location)
  }

  @Test(arguments: names) func everyObjectiveHasItsNumbersAndNoOthers(name: String) throws {
    let objective = try resolve(["objective": name]).objective
    #expect(objective.name == name)
    #expect(try Set(objective.numbers.keys) == Set(type(of: objective).parameters.map(\.name)))
  }

  @Test func aRecipesNumbersHoldForItsOwnObjective() throws {
    try expect([:], is: BarlowTwinsObjective(lambda: 0.005))
    #expect(try resolve([:]).reasons.isEmpty)
    try expect(
      ["objective": "mixed-barlow-twins"], is: MixedBarlowTwinsObjective(lambda: 0.005, mixWeight: 4))
    let hsic = try resolve(["objective": "hsic"], dimension: 128)
    #expect(hsic.objective.isEqual(to: HSICObjective(lambda: 1.0 / 128)))
    #expect(hsic.reasons == ["lambda 0.0078125: 1/D, its authors' value"])
    let recipe = ["objective": "hsic", "lambda": "0.5"]
    try expect([:], over: recipe, is: HSICObjective(lambda: 0.5))
    try expect(["objective": "barlow-twins"], over: recipe, is: BarlowTwinsObjective(lambda: 0.0051))
  }

  /// A record gives every number of its own objective.
  @Test func aFilesNumbersStayBehindWithItsObjectiveToo() throws {
    let data = DataFacts(description: .folder("photos"), count: 1000, channels: 1)
    let record = try TrainingConfiguration(recipe: "small").resolved(for: data).configuration
    let file = try SettingLayer(json: JSONEncoder().encode(record), origin: "config.json")
    func resolve(_ given: [String: String]) throws -> (configuration: TrainingConfiguration, reasons: [String]) {
      try TrainingConfiguration(layers: [file, SettingLayer(given)], suggesting: "small").resolved(for: data)
    }
    let hsic = try resolve(["objective": "hsic"])
    #expect(hsic.configuration.objective.isEqual(to: HSICObjective(lambda: 1 / Double(record.dimension))))
    #expect(hsic.reasons.contains { $0.hasPrefix("lambda ") && $0.contains("1/D") })
    let contrastive = try resolve(["objective": "contrastive"]).configuration
    #expect(contrastive.objective.isEqual(to: ContrastiveObjective(temperature: 0.5)))
    let mixed = try resolve(["objective": "mixed-barlow-twins"]).configuration
    #expect(mixed.objective.isEqual(to: MixedBarlowTwinsObjective(lambda: 0.005, mixWeight: 4)))
    let error = try #require(throws: ConfigurationError.self) {
      try resolve(["objective": "contrastive", "lambda": "0.1"])
    }
    #expect(error.description.contains("lambda is a setting of"))
  }

  @Test func givenNumbersWin() throws {
    try expect(["lambda": "0.1"], is: BarlowTwinsObjective(lambda: 0.1))
    try expect(["objective": "hsic", "lambda": "0.1"], is: HSICObjective(lambda: 0.1))
    try expect(["objective": "contrastive", "temperature": "0.07"], is: ContrastiveObjective(temperature: 0.07))
    try expect(
      ["objective": "mixed-barlow-twins", "mixWeight": "2"],
      is: MixedBarlowTwinsObjective(lambda: 0.005, mixWeight: 2))
  }

  @Test func defaultsDependOnTheSizeOfImages() throws {
    try expect(["objective": "contrastive"], imageSize: 32, is: ContrastiveObjective(temperature: 0.5))
    try expect(["objective": "contrastive"], imageSize: 224, is: ContrastiveObjective(temperature: 0.1))
    let mixed = try resolve(["objective": "mixed-barlow-twins"], imageSize: 224)
    #expect(mixed.objective.isEqual(to: MixedBarlowTwinsObjective(lambda: 0.005, mixWeight: 0.5)))
    #expect(mixed.reasons.contains { $0.contains("mixWeight 0.5") && $0.contains("ImageNet") })
  }

  @Test(arguments: names, ["lambda", "temperature", "mixWeight"])
  func aNumberOfAnotherObjectiveIsAnError(name: String, setting: String) throws {
    let given = ["objective": name, setting: "0.25"]
    let kind = try #require(Registry.objectives[name])
    guard !kind.parameters.contains(where: { $0.name == setting }) else {
      #expect(try resolve(given).objective.numbers[setting] == 0.25)
      return
    }
    let error = try #require(throws: ConfigurationError.self) { try resolve(given) }
    #expect(error.description.contains(setting) && error.description.contains(name))
    // In a recipe whose objective it is, too; under another objective it does not matter.
    #expect(throws: ConfigurationError.self) { try resolve([:], over: given) }
    #expect(throws: Never.self) {
      try resolve(["objective": "mixed-barlow-twins"], over: ["objective": "contrastive", "temperature": "1"])
    }
  }

  @Test(arguments: names) func objectivesOfOneNetworkRefuseTwo(name: String) throws {
    #expect(throws: Never.self) { try resolve(["objective": name, "twins": "shared"]) }
    guard name == StopGradientObjective.name || name == MixedBarlowTwinsObjective.name else {
      #expect(throws: Never.self) { try resolve(["objective": name, "twins": "separate"]) }
      return
    }
    let error = try #require(throws: ConfigurationError.self) {
      try resolve(["objective": name, "twins": "separate"])
    }
    #expect(error.description.contains("twins shared"))
  }

  @Test(arguments: [("temperature", "0"), ("temperature", "-1"), ("mixWeight", "-1"), ("temperature", "nan")])
  func impossibleNumbersAreRefused(setting: String, text: String) {
    #expect(throws: ConfigurationError.self) { try SettingLayer([setting: text]) }
  }
}
