import Datasets
import Files
import Foundation
import Settings

/// A named starting point for the settings of a training, kept as a file.
public enum Recipe {
  /// The recipes that come with the program.
  public static let names = ["small", "cifar", "cifar-short", "folder", "folder-large", "imagenet", "vit"]

  /// The settings of a recipe that comes with the program, or of a file that ends in `.json`.
  ///
  /// - Throws: `ConfigurationError` for an unknown name, `FileError` for a file that cannot be read.
  public static func settings(named name: String) throws -> SettingLayer {
    let bytes: [UInt8]
    switch name {
    case "small": bytes = PackageResources.small_json
    case "cifar": bytes = PackageResources.cifar_json
    case "cifar-short": bytes = PackageResources.cifar_short_json
    case "imagenet": bytes = PackageResources.imagenet_json
    case "vit": bytes = PackageResources.vit_json
    case "folder": bytes = PackageResources.folder_json
    case "folder-large": bytes = PackageResources.folder_large_json
    default:
      guard name.hasSuffix(".json") else {
        let hint = Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
        throw ConfigurationError(
          "there is no recipe \(name); \(hint ?? "choose \(names.joined(separator: ", ")) or a .json file")")
      }
      let settings = try SettingLayer(contentsOf: name)
      guard settings["recipe"] == nil else {
        throw ConfigurationError("\(name) is a recipe and cannot start from another one; leave out its key recipe")
      }
      return settings
    }
    return try SettingLayer(json: Data(bytes), origin: "the recipe \(name)")
  }

  /// The recipe that suits a data set best when a user names none.
  public static func suggested(for data: DatasetDescription) -> String {
    switch data {
    case .fashionMNIST: "small"
    case .cifar10: "cifar"
    case .folder, .shards: "folder"
    }
  }
}
