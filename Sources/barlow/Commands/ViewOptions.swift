import Augmentation
import Datasets
import Training

/// The recipe of views that a command line names.
struct ViewOptions {
  static let recipe = Option(
    flag: "--recipe", placeholder: "NAME|FILE.json",
    help: "How views are made: \(Recipe.names.joined(separator: ", ")), or a file.")
  static let size = Option(flag: "--size", placeholder: "N", help: "The side of a view in pixels, over the recipe's.")
  static let localCrops = Option(
    flag: "--local-crops", placeholder: "N", help: "Small crops beside each pair, over the recipe's.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The source of all randomness; 0 by default.")

  /// What the recipe is called.
  let name: String
  /// The recipe; where it leaves the normalization open, that of ImageNet stands in.
  let recipe: TwoViewRecipe
  let seed: UInt64

  /// Reads the flags; without `--recipe` it is `fallback`.
  init(_ arguments: Arguments, fallback: String) throws {
    let name = arguments.value(Self.recipe) ?? fallback
    let settings = try Recipe.settings(named: name)
    func view(_ value: ViewRecipe?, _ key: String) throws -> ViewRecipe {
      guard let value else { throw ConfigurationError("the recipe \(name) says nothing about \(key); add it") }
      return value
    }
    let imageSize: Int
    if let size = try arguments.integer(Self.size, in: 8...1024) {
      imageSize = size
    } else if let size = settings.integer(.imageSize) {
      imageSize = size
    } else {
      throw ConfigurationError("the recipe \(name) says nothing about imageSize; add it, or give \(Self.size.flag)")
    }
    let viewB = try view(settings.viewB, "viewB")
    let count = try arguments.integer(Self.localCrops, in: 0...32) ?? settings.integer(.localCrops) ?? 0
    let localViews =
      count == 0
      ? nil
      : LocalViews(
        count: count, imageSize: settings.integer(.localSize) ?? LocalViews.suggestedSize(beside: imageSize),
        view: settings.localView ?? LocalViews.operations(of: viewB))
    let recipe = TwoViewRecipe(
      imageSize: imageSize, viewA: try view(settings.viewA, "viewA"), viewB: viewB,
      normalization: settings.normalization ?? .imageNet, localViews: localViews)
    do { try recipe.validate() } catch { throw ConfigurationError("the recipe \(name): \(error)") }
    self.name = name
    self.recipe = recipe
    seed = UInt64(try arguments.integer(Self.seed, in: 0...Int.max) ?? 0)
  }

  /// The channels of its views: 1 for grey, 3 for RGB.
  var channels: Int { recipe.normalization.mean.count }
}
