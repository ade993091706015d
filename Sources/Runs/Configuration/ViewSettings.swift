import Augmentation
import Foundation
import Images
import Settings

/// How views are made, as a configuration says it: keys of the flat object, beside those of everything else.
public struct ViewSettings: Codable, Sendable {
  /// How the views are made; without `normalization` that of ImageNet stands in.
  public let recipe: TwoViewRecipe

  private enum Key: String, CodingKey {
    case imageSize, viewA, viewB, normalization, localCrops, localCropSize, localCropView, valueRange
  }

  init(_ recipe: TwoViewRecipe) { self.recipe = recipe }

  /// The views of settings that need not say anything else.
  ///
  /// - Throws: `ConfigurationError` that names `origin` if something is missing or impossible.
  public init(_ settings: SettingLayer, origin: String) throws {
    do {
      self = try JSONDecoder().decode(ViewSettings.self, from: JSONEncoder().encode(settings.values))
      try recipe.validate()
    } catch DecodingError.keyNotFound(let key, _) {
      throw ConfigurationError("\(origin) says nothing about \(key.stringValue); add it")
    } catch let error as RecipeError {
      throw ConfigurationError("\(origin): \(error)")
    }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let viewB = try values.decode(ViewRecipe.self, forKey: .viewB)
    let imageSize = try values.decode(Int.self, forKey: .imageSize)
    let range = try values.decodeIfPresent(String.self, forKey: .valueRange) ?? ValueRange.full.description
    guard let valueRange = ValueRange(range) else {
      throw ConfigurationError(
        "\(setting: "valueRange") takes full, data or LOW,HIGH from 0 to 65535, such as 0,4095, not \"\(range)\"")
    }
    let crops = try values.decodeIfPresent(Int.self, forKey: .localCrops) ?? 0
    recipe = TwoViewRecipe(
      imageSize: imageSize, viewA: try values.decode(ViewRecipe.self, forKey: .viewA), viewB: viewB,
      normalization: try values.decodeIfPresent(Normalization.self, forKey: .normalization) ?? .imageNet,
      localCrops: crops == 0
        ? nil
        : LocalCrops(
          count: crops,
          imageSize: try values.decodeIfPresent(Int.self, forKey: .localCropSize)
            ?? LocalCrops.suggestedSize(beside: imageSize),
          view: try values.decodeIfPresent(ViewRecipe.self, forKey: .localCropView) ?? LocalCrops.operations(of: viewB)),
      valueRange: valueRange)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(recipe.imageSize, forKey: .imageSize)
    try values.encode(recipe.viewA, forKey: .viewA)
    try values.encode(recipe.viewB, forKey: .viewB)
    try values.encode(recipe.normalization, forKey: .normalization)
    try values.encode(recipe.localCrops?.count ?? 0, forKey: .localCrops)
    try values.encodeIfPresent(recipe.localCrops?.imageSize, forKey: .localCropSize)
    try values.encodeIfPresent(recipe.localCrops?.view, forKey: .localCropView)
    if recipe.valueRange != .full { try values.encode(recipe.valueRange, forKey: .valueRange) }
  }
}
