import Augmentation
import Datasets
import Runs
import Settings

/// The recipe of views that a command line names.
struct ViewOptions {
  static let recipe = Option(
    flag: "--recipe", placeholder: "NAME|FILE.json",
    help: "How views are made: \(Recipe.names.joined(separator: ", ")), or a file.", names: Recipe.names)
  static let size = Option(flag: "--size", placeholder: "N", help: "The side of a view in pixels, over the recipe's.")
  static let localCrops = Option(
    flag: "--local-crops", placeholder: "N", help: "Local crops beside each pair, over the recipe's.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The source of all randomness; 0 by default.")

  /// What the recipe is called.
  let name: String
  /// The recipe; where it leaves the normalization open, that of ImageNet stands in.
  let recipe: TwoViewRecipe
  let seed: UInt64

  /// Reads the flags; without `--recipe` it is `fallback`.
  init(_ arguments: Arguments, fallback: String) throws {
    let name = arguments.value(Self.recipe) ?? fallback
    var given = SettingLayer()
    if let size = arguments.value(Self.size) { try given.set(Setting("imageSize", .integer(8...1024)), text: size) }
    if let crops = arguments.value(Self.localCrops) {
      given = given.overlaid(by: try SettingLayer(["localCrops": crops]))
    }
    recipe = try ViewSettings(Recipe.settings(named: name).overlaid(by: given), origin: "the recipe \(name)").recipe
    self.name = name
    seed = UInt64(try arguments.integer(Self.seed, in: 0...Int.max) ?? 0)
  }

  /// The channels of its views: 1 for grey, 3 for RGB.
  var channels: Int { recipe.normalization.mean.count }
}
