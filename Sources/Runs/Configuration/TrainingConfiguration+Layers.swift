import BarlowTwins
import Foundation
import NN
import Settings

extension TrainingConfiguration {
  /// The configuration of a recipe; all of it may be changed afterwards.
  ///
  /// - Parameter recipe: `small`, `cifar`, `imagenet`, `folder`, or the path of a file that ends in `.json`.
  /// - Throws: `ConfigurationError` for an unknown name or a recipe that is not whole; `FileError` for a file that cannot be read.
  public init(recipe: String) throws {
    var given = SettingLayer()
    try given.set(Setting("recipe", .text(placeholder: "NAME")), text: recipe)
    try self.init(layers: [given], suggesting: recipe)
  }

  /// The configuration that settings from several sources give, laid over each other and over a recipe.
  ///
  /// Whoever chooses another backbone or objective leaves behind what a weaker layer gave for its own, but for settings that
  /// mean the same; a setting given beside one that does not have it is an error.
  ///
  /// - Parameters:
  ///   - layers: What people gave, the weakest first: a file, then the command line.
  ///   - suggestion: The recipe where none of them names one.
  /// - Throws: As ``init(recipe:)``; `ConfigurationError` for settings that contradict each other.
  public init(layers: [SettingLayer], suggesting suggestion: @autoclosure () -> String) throws {
    for layer in layers { try layer.checkLength() }
    let given = layers.reduce(SettingLayer()) { $0.overlaid(by: $1) }
    if given["progressiveShare"] != nil, given["progressiveSize"] == nil {
      throw ConfigurationError(
        "\(setting: "progressiveShare") has no effect without a smaller size; give \(setting: "progressiveSize") too")
    }
    let name = given["recipe"]?.description ?? suggestion()
    let start = try given["from"].map { try SettingLayer(networkOf: $0.description) } ?? SettingLayer()
    let recipeLayer = try Recipe.settings(named: name)
    let layered = try ([SettingLayer(), start] + layers).reduce(recipeLayer) {
      try Self.suited($0, to: $1).overlaid(by: $1)
    }
    for setting in ["localCropSize", "localCropView"]
    where given[setting] != nil && (layered["localCrops"] ?? .integer(0)) == .integer(0) {
      throw ConfigurationError(
        "\(setting: setting) has no effect without local crops; give \(setting: "localCrops") too")
    }
    do {
      // Whoever describes a backbone need not think of a configuration that knows no data yet.
      let values = layered.values.merging(["channels": .integer(3)]) { given, _ in given }
      self = try JSONDecoder().decode(TrainingConfiguration.self, from: JSONEncoder().encode(values))
    } catch DecodingError.keyNotFound(let key, _) {
      throw ConfigurationError(
        "the recipe says nothing about \(key.stringValue); add it, or give \(setting: key.stringValue)")
    }
    if partial, let from = given["from"]?.description, RunFolder(from).holdsRun {
      throw ConfigurationError(
        "\(setting: "partial") is for files of weights, and \(from) is a run folder; leave it out")
    }
    if let from = given["from"]?.description, !partial, try !start.holdsSameParameters(as: backbone) {
      let held = start["backbone"]?.description ?? ""
      throw ConfigurationError(
        "\(from) holds \(held)\(start["width"].map { " of width \($0)" } ?? ""), and not \(backbone.summary); leave out what "
          + "contradicts it, such as \(setting: "backbone")")
    }
    recipe = name
    if given["recipe"] == nil { fixed.remove("recipe") } else { fixed.insert("recipe") }
    let people = start.overlaid(by: given)
    // A recipe's batch may be made smaller, a person's may not.
    let open = recipeLayer.suggested.union(["batchSize"])
    fixed.subtract(open.filter { people[$0] == nil })
    // Whoever says how many epochs has said how long.
    if people["epochs"] != nil { fixed.insert("minutes") }
  }

  /// The settings under a layer without what belongs to another backbone or objective than the layer chooses.
  private static func suited(_ base: SettingLayer, to given: SettingLayer) throws -> SettingLayer {
    let suited = try suited(
      base, to: given, choosing: "backbone", own: Setting.ofBackbones.map(\.name),
      users: { setting in
        Registry.backbones.all.filter { $0.settings.contains { $0.name == setting } }.flatMap { $0.names }
      },
      // Widths of two kinds of networks are not the same thing.
      carriesOver: { _, from, to in
        Registry.backbones[from].map { ObjectIdentifier($0) } == Registry.backbones[to].map { ObjectIdentifier($0) }
      })
    return try self.suited(
      suited, to: given, choosing: "objective", own: Setting.ofObjectives.map(\.name),
      users: { setting in
        Registry.objectives.all.filter { $0.parameters.contains { $0.name == setting } }.map { $0.name }
      }
    ) { setting, from, to in
      func meaning(_ name: String) -> String? {
        Registry.objectives[name]?.parameters.first { $0.name == setting }?.meaning
      }
      return meaning(from) == meaning(to)
    }
  }

  /// The same for one of the two choices.
  ///
  /// - Throws: `ConfigurationError` for a setting that the chosen one does not have.
  private static func suited(
    _ recipe: SettingLayer, to given: SettingLayer, choosing key: String, own settings: [String],
    users: (String) -> [String], carriesOver: (_ setting: String, _ from: String, _ to: String) -> Bool
  ) throws -> SettingLayer {
    guard let chosen = (given[key] ?? recipe[key])?.description else {
      throw ConfigurationError("the recipe says nothing about \(key); add it, or give \(setting: key)")
    }
    let own = recipe[key]?.description
    var dropped: [String] = []
    for setting in settings {
      let isUsed = users(setting).contains(chosen)
      if !isUsed, given[setting] != nil {
        throw ConfigurationError(
          "\(setting: setting) is a setting of \(users(setting).joined(separator: ", ")), not of \(chosen); leave it out"
        )
      }
      if !isUsed, recipe[setting] != nil, own == chosen {
        throw ConfigurationError(
          "the recipe gives \(setting), which its \(key) \(chosen) does not have; remove it")
      }
      if let own, own != chosen, !isUsed || !carriesOver(setting, own, chosen) { dropped.append(setting) }
    }
    return recipe.removing(dropped)
  }
}
