import Augmentation
import Datasets
import Files
import Foundation

/// Settings that a person gave, each at most once; what is not given comes from elsewhere.
public struct Settings: Equatable, Sendable {
  /// The given values.
  public private(set) var values: [Setting: SettingValue] = [:]
  /// How view A is made, if given; only files give it.
  public private(set) var viewA: ViewRecipe?
  /// How view B is made, if given; only files give it.
  public private(set) var viewB: ViewRecipe?
  /// How small crops are made, if given; only files give it.
  public private(set) var localView: ViewRecipe?
  /// The mean and deviation of pixels, if given; only files give it.
  public private(set) var normalization: Normalization?

  public init() {}

  public subscript(setting: Setting) -> SettingValue? { values[setting] }

  /// The value of a setting that takes whole numbers; nil if it is not given.
  public func integer(_ setting: Setting) -> Int? {
    if case .integer(let value) = values[setting] { value } else { nil }
  }

  /// Takes what a user typed behind a flag.
  public mutating func set(_ setting: Setting, text: String) throws {
    guard let value = setting.kind.parse(text) else {
      throw ConfigurationError("\(setting.flag) takes \(setting.kind.expectation), not \"\(text)\"")
    }
    values[setting] = value
  }

  /// Takes a flag without a value.
  public mutating func setFlag(_ setting: Setting) { values[setting] = .flag(true) }

  /// The settings of a JSON object whose keys are those of ``Setting``, `viewA`, `viewB`,
  /// `localView`, `normalization` and `description`.
  ///
  /// - Throws: ``ConfigurationError`` that names `origin` and the key at fault, with a suggestion for a misspelt one.
  public init(json: Data, origin: String) throws {
    guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw ConfigurationError("\(origin) is not a JSON object of settings")
    }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      switch key {
      case "description": continue
      case "viewA": viewA = try Self.decode(value, key: key, origin: origin)
      case "viewB": viewB = try Self.decode(value, key: key, origin: origin)
      case "localView": localView = try Self.decode(value, key: key, origin: origin)
      case "normalization": normalization = try Self.decode(value, key: key, origin: origin)
      default:
        guard let setting = Setting(rawValue: key), setting != .config, setting != .overwrite else {
          let names = Setting.allCases.map(\.rawValue) + ["viewA", "viewB", "localView", "normalization"]
          let hint = Suggestion.nearest(to: key, among: names).map { "; did you mean \($0)?" } ?? ""
          throw ConfigurationError("\(origin) has the unknown key \(key)\(hint)")
        }
        guard let parsed = setting.kind.parse(json: value) else {
          throw ConfigurationError("\(origin): \(key) takes \(setting.kind.expectation), not \(value)")
        }
        values[setting] = parsed
      }
    }
  }

  /// The settings of a file.
  public init(contentsOf path: String) throws {
    try self.init(json: readFile(path), origin: path)
  }

  private static func decode<Value: Decodable>(_ value: Any, key: String, origin: String) throws -> Value {
    do {
      let data = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
      return try JSONDecoder().decode(Value.self, from: data)
    } catch let error as DecodingError {
      throw ConfigurationError("\(origin): \(key): \(RecipeError(error))")
    } catch {
      throw ConfigurationError("\(origin): \(key): \(error)")
    }
  }

  /// These settings, with those of `upper` over them.
  ///
  /// `epochs` and `minutes` are two answers to one question, so either replaces both.
  public func overlaid(by upper: Settings) -> Settings {
    var result = self
    if upper[.epochs] != nil || upper[.minutes] != nil {
      result.values[.epochs] = nil
      result.values[.minutes] = nil
    }
    result.values.merge(upper.values) { _, new in new }
    result.viewA = upper.viewA ?? viewA
    result.viewB = upper.viewB ?? viewB
    result.localView = upper.localView ?? localView
    result.normalization = upper.normalization ?? normalization
    return result
  }
}
