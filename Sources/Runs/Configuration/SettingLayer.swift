import Augmentation
import Datasets
import Files
import Foundation
import NN
import Settings
import Weights

/// The settings that one source gave, a recipe, a file or a command line, each at most once and of the right kind.
public struct SettingLayer: Equatable, Sendable {
  /// The given values by key.
  public private(set) var values: [String: JSONValue] = [:]

  /// The keys of a recipe that are suggestions: what nobody else gives is fitted to data, machine and time.
  public private(set) var suggested: Set<String> = []

  public init() {}

  public subscript(name: String) -> JSONValue? { values[name] }

  /// What files may say that is for people, or that a record says beside its settings.
  private static let remarks: Set<String> = [
    "description", "version", "commandLine", "environment", "trainingImages", "dataIdentity", "dataAsTyped",
    "suggested",
  ]

  /// Takes what a user typed for a setting.
  ///
  /// - Throws: `ConfigurationError` if it takes other values.
  public mutating func set(_ setting: Setting, text: String) throws {
    guard let value = setting.kind.parse(text) else {
      throw ConfigurationError(
        "\(setting: setting.name) takes \(setting.kind.expectation), not \"\(text)\"")
    }
    values[setting.name] = value
  }

  /// Settings by name with values as a user types them, such as `["batchSize": "64", "projector": "512-512"]`.
  ///
  /// - Throws: `ConfigurationError` for a setting that does not exist or takes other values.
  public init(_ texts: [String: String]) throws {
    let known = Setting.all
    for (name, text) in texts {
      guard let setting = known.first(where: { $0.name == name }) else {
        let hint = Suggestion.nearest(to: name, among: known.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw ConfigurationError("there is no setting \(name)\(hint)")
      }
      try set(setting, text: text)
    }
  }

  /// The settings of a JSON object, such as a recipe, a configuration file or a run's `config.json`.
  ///
  /// - Throws: `ConfigurationError` that names `origin` and the key at fault, with a suggestion for a misspelt one.
  public init(json: Data, origin: String) throws {
    guard case .object(let object) = try? JSONDecoder().decode(JSONValue.self, from: json) else {
      throw ConfigurationError("\(origin) is not a JSON object of settings")
    }
    if let keys = object["suggested"] {
      guard case .array(let names) = keys else {
        throw ConfigurationError("\(origin): suggested takes an array of keys")
      }
      suggested = Set(names.map(\.description))
    }
    // A backbone and an objective of other packages may have settings of one name.
    let known = Dictionary((Setting.all + Setting.inFilesOnly).map { ($0.name, $0.kind) }) { first, _ in first }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) where !Self.remarks.contains(key) {
      guard let kind = known[key] else {
        let hint = Suggestion.nearest(to: key, among: known.keys.sorted()).map { "; did you mean \($0)?" } ?? ""
        throw ConfigurationError("\(origin) has the unknown key \(key)\(hint)")
      }
      guard let checked = kind.check(value) else {
        throw ConfigurationError("\(origin): \(key) takes \(kind.expectation), not \(value)")
      }
      values[key] = checked
    }
    try checkViews(origin)
  }

  /// The settings of a file.
  public init(contentsOf path: String) throws { try self.init(json: readFile(path), origin: path) }

  /// The settings of the network from which another run starts: that of a run folder, or the one that a file of weights holds.
  ///
  /// - Throws: `FileError` if nothing is there, the run's record cannot be read, or the file holds no network that is known.
  init(networkOf path: String) throws {
    let run = RunFolder(path)
    let settings: [String: JSONValue]
    let backbone: any BackboneConfiguration
    if run.holdsRun {
      let record = try RunRecord(contentsOf: run.configurationFile)
      (settings, backbone) = (try record.configuration.settings, record.backbone)
    } else {
      guard WeightsFile.isMeant(by: path) else { throw run.missingRun }
      let found = try NetworkWeights.shape(of: path)
      backbone = found.backbone
      var values = try found.backbone.coded
      if !found.projector.isEmpty { values["projector"] = .array(found.projector.map { .integer($0) }) }
      settings = values
    }
    let names = Set(["backbone", "projector"] + type(of: backbone).settings.map(\.name))
    values = settings.filter { names.contains($0.key) }
  }

  /// Whether the network that these settings describe has the parameters of another one; true if they are the same.
  func holdsSameParameters(as backbone: any BackboneConfiguration) throws -> Bool {
    let given = try backbone.coded
    guard let type = values["backbone"].flatMap({ Registry.backbones[$0.description] }),
      values.contains(where: { $0.key != "projector" && given[$0.key] != $0.value })
    else { return true }
    let described = values.merging(["channels": .integer(backbone.inputChannels)]) { $1 }
    let own = try JSONDecoder().decode(type, from: JSONEncoder().encode(described))
    return try own.stateShapes == backbone.stateShapes
  }

  /// Decodes what says how views are made, so that a mistake is told with the name of its file.
  private func checkViews(_ origin: String) throws {
    func check<Value: Decodable>(_ key: String, _: Value.Type) throws {
      guard let value = values[key] else { return }
      do {
        _ = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
      } catch let error as DecodingError {
        throw ConfigurationError("\(origin): \(key): \(RecipeError(error))")
      } catch {
        throw ConfigurationError("\(origin): \(key): \("\(error)")")
      }
    }
    for key in ["viewA", "viewB", "localCropView"] { try check(key, ViewRecipe.self) }
    try check("normalization", Normalization.self)
  }

  /// Makes sure that at most one of the two ways to say how long to train is given.
  func checkLength() throws {
    guard values["epochs"] == nil || values["minutes"] == nil else {
      throw ConfigurationError("\(setting: "epochs") and \(setting: "minutes") contradict each other; give one of them")
    }
  }

  /// These settings without some.
  func removing(_ names: some Sequence<String>) -> SettingLayer {
    var result = self
    for name in names { result.values[name] = nil }
    return result
  }

  /// These settings, with those of `upper` over them.
  ///
  /// `epochs` and `minutes` are two answers to one question, so either replaces both.
  public func overlaid(by upper: SettingLayer) -> SettingLayer {
    var result = upper["epochs"] == nil && upper["minutes"] == nil ? self : removing(["epochs", "minutes"])
    result.values.merge(upper.values) { _, new in new }
    return result
  }
}
