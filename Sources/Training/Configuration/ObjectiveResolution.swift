import BarlowTwins

/// The choice of an objective's numbers out of what was given, with a reason for each that was not.
///
/// A recipe's numbers hold for the recipe's own objective. A number that was given for another objective is an error.
public struct ObjectiveResolution: Sendable {
  /// The objective with its numbers.
  public let objective: ObjectiveSettings
  /// The settings that give it, one value each.
  public let values: [Setting: SettingValue]
  /// What was chosen automatically and why, a line each.
  public let reasons: [String]

  /// The settings that only some objectives have.
  static let settings: [Setting] = [.lambda, .temperature, .mixWeight]

  /// The side of views from which values for ImageNet suit better than those for CIFAR-10.
  private static let largeImageSize = 96

  /// - Parameters:
  ///   - given: What a user gave.
  ///   - recipe: What stands under it.
  ///   - dimension: The embedding dimension D.
  ///   - imageSize: The side of views in pixels.
  /// - Throws: ``ConfigurationError`` if there is no objective, or a number that the objective does not have.
  public init(given: Settings, recipe: Settings, dimension: Int, imageSize: Int) throws {
    let recipeName = recipe[.objective].flatMap { ObjectiveName(rawValue: $0.description) }
    guard let name = given[.objective].map({ ObjectiveName(rawValue: $0.description) }) ?? recipeName else {
      throw ConfigurationError("the recipe says nothing about objective; add it, or give --objective")
    }
    var values: [Setting: SettingValue] = [.objective: .text(name.rawValue)]
    var reasons: [String] = []

    for setting in Self.settings where !name.settings.contains(setting) {
      let users = ObjectiveName.allCases.filter { $0.settings.contains(setting) }.map(\.rawValue)
      if given[setting] != nil {
        throw ConfigurationError(
          "\(setting.flag) is a setting of \(users.joined(separator: ", ")), not of \(name.rawValue); leave it out")
      }
      if recipe[setting] != nil, recipeName == name {
        throw ConfigurationError(
          "the recipe gives \(setting.rawValue), which its objective \(name.rawValue) does not have; remove it")
      }
    }

    func number(_ setting: Setting, recipeFits: Bool, otherwise: (value: Double, reason: String)) -> Double {
      if case .number(let value) = given[setting] ?? (recipeFits ? recipe[setting] : nil) {
        values[setting] = .number(value)
        return value
      }
      values[setting] = .number(otherwise.value)
      reasons.append("\(setting.rawValue) \(SettingValue.number(otherwise.value)): \(otherwise.reason)")
      return otherwise.value
    }
    func lambda() -> Double {
      number(
        .lambda, recipeFits: name.hasRedundancyTerm && recipeName?.hasRedundancyTerm == true,
        otherwise: (BarlowTwinsObjective.publishedLambda, "the authors' value"))
    }
    let isLarge = imageSize >= Self.largeImageSize
    let suits = isLarge ? "what its authors use for ImageNet" : "what its authors use for CIFAR-10"

    switch name {
    case .barlowTwins: objective = .barlowTwins(lambda: lambda())
    case .invarianceOnly: objective = .invarianceOnly
    case .contrastive:
      objective = .contrastive(
        temperature: number(
          .temperature, recipeFits: recipeName == name,
          otherwise: (
            isLarge ? ContrastiveObjective.largeImageTemperature : ContrastiveObjective.smallImageTemperature, suits
          )))
    case .vicreg: objective = .vicreg
    case .hsic:
      objective = .hsic(
        lambda: number(
          .lambda, recipeFits: recipeName == name,
          otherwise: (1 / Double(max(dimension, 1)), "1/D, its authors' value")))
    case .stopGradient: objective = .stopGradient
    case .mixedBarlowTwins:
      objective = .mixedBarlowTwins(
        lambda: lambda(),
        mixWeight: number(
          .mixWeight, recipeFits: recipeName == name,
          otherwise: (
            isLarge
              ? MixedBarlowTwinsObjective.largeImageMixWeight : MixedBarlowTwinsObjective.smallImageMixWeight, suits
          )))
    case .cosineSimilarity: objective = .cosineSimilarity
    }
    self.values = values
    self.reasons = reasons
  }
}
