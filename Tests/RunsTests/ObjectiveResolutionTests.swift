import Settings
import Testing

@Suite struct ObjectiveResolutionTests {
  private func settings(_ pairs: [Setting: String]) throws -> Settings {
    var settings = Settings()
    for (setting, text) in pairs { try settings.set(setting, text: text) }
    return settings
  }

  private func resolve(
    _ given: [Setting: String], over recipe: [Setting: String] = [.objective: "barlow-twins", .lambda: "0.005"],
    dimension: Int = 512, imageSize: Int = 28
  ) throws -> ObjectiveResolution {
    try ObjectiveResolution(
      given: settings(given), recipe: settings(recipe), dimension: dimension, imageSize: imageSize)
  }

  @Test(arguments: ObjectiveName.allCases) func everyObjectiveHasItsNumbersAndNoOthers(name: ObjectiveName) throws {
    let resolution = try resolve([.objective: name.rawValue])
    #expect(resolution.objective.name == name)
    #expect(Set(resolution.values.keys) == Set(name.settings + [.objective]))
    #expect((resolution.objective.lambda != nil) == name.settings.contains(.lambda))
  }

  @Test func aRecipesNumbersHoldForItsOwnObjective() throws {
    #expect(try resolve([:]).objective == .barlowTwins(lambda: 0.005))
    #expect(try resolve([:]).reasons.isEmpty)
    #expect(try resolve([.objective: "mixed-barlow-twins"]).objective == .mixedBarlowTwins(lambda: 0.005, mixWeight: 4))
    let hsic = try resolve([.objective: "hsic"], dimension: 128)
    #expect(hsic.objective == .hsic(lambda: 1.0 / 128))
    #expect(hsic.reasons == ["lambda 0.0078125: 1/D, its authors' value"])
    let recipe: [Setting: String] = [.objective: "hsic", .lambda: "0.5"]
    #expect(try resolve([:], over: recipe).objective == .hsic(lambda: 0.5))
    #expect(try resolve([.objective: "barlow-twins"], over: recipe).objective == .barlowTwins(lambda: 0.0051))
  }

  @Test func givenNumbersWin() throws {
    #expect(try resolve([.lambda: "0.1"]).objective == .barlowTwins(lambda: 0.1))
    #expect(try resolve([.objective: "hsic", .lambda: "0.1"]).objective == .hsic(lambda: 0.1))
    #expect(
      try resolve([.objective: "contrastive", .temperature: "0.07"]).objective == .contrastive(temperature: 0.07))
    #expect(
      try resolve([.objective: "mixed-barlow-twins", .mixWeight: "2"]).objective
        == .mixedBarlowTwins(lambda: 0.005, mixWeight: 2))
  }

  @Test func defaultsDependOnTheSizeOfImages() throws {
    #expect(try resolve([.objective: "contrastive"], imageSize: 32).objective == .contrastive(temperature: 0.5))
    #expect(try resolve([.objective: "contrastive"], imageSize: 224).objective == .contrastive(temperature: 0.1))
    let mixed = try resolve([.objective: "mixed-barlow-twins"], imageSize: 224)
    #expect(mixed.objective == .mixedBarlowTwins(lambda: 0.005, mixWeight: 0.5))
    #expect(mixed.reasons.contains { $0.contains("mixWeight 0.5") && $0.contains("ImageNet") })
  }

  @Test(arguments: ObjectiveName.allCases, ObjectiveResolution.settings)
  func aNumberOfAnotherObjectiveIsAnError(name: ObjectiveName, setting: Setting) throws {
    let given: [Setting: String] = [.objective: name.rawValue, setting: "0.25"]
    guard !name.settings.contains(setting) else {
      #expect(try resolve(given).values[setting] == .number(0.25))
      return
    }
    let error = try #require(throws: ConfigurationError.self) { try resolve(given) }
    #expect(error.description.contains(setting.flag) && error.description.contains(name.rawValue))
    // In a recipe whose objective it is, too; under another objective it does not matter.
    #expect(throws: ConfigurationError.self) { try resolve([:], over: given) }
    #expect(throws: Never.self) {
      try resolve([.objective: "mixed-barlow-twins"], over: [.objective: "contrastive", .temperature: "1"])
    }
  }

  @Test func objectivesOfOneNetworkRefuseTwo() throws {
    for name in ObjectiveName.allCases {
      #expect(throws: Never.self) { try name.check(.shared) }
      guard name == .stopGradient || name == .mixedBarlowTwins else {
        #expect(throws: Never.self) { try name.check(.separate) }
        continue
      }
      let error = try #require(throws: ConfigurationError.self) { try name.check(.separate) }
      #expect(error.description.contains("--towers shared"))
    }
  }

  @Test(arguments: [(Setting.temperature, "0"), (.temperature, "-1"), (.mixWeight, "-1"), (.temperature, "nan")])
  func impossibleNumbersAreRefused(setting: Setting, text: String) {
    #expect(throws: ConfigurationError.self) { try settings([setting: text]) }
  }
}
