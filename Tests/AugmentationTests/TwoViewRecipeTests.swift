import Augmentation
import Foundation
import Testing

/// Recipes as JSON, and what is refused.
@Suite struct TwoViewRecipeTests {
  /// The official recipe as an editable JSON object.
  private func json(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> Data {
    let data = try JSONEncoder().encode(TwoViewRecipe.official())
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&object)
    return try JSONSerialization.data(withJSONObject: object)
  }

  private func failure(_ change: (inout [String: Any]) -> Void) throws -> RecipeError? {
    let data = try json(change)
    return #expect(throws: RecipeError.self) { try TwoViewRecipe(json: data) }
  }

  /// Sets a value inside nested objects.
  private func set(_ object: inout [String: Any], _ path: [String], _ value: Any?) {
    guard let first = path.first else { return }
    guard path.count > 1 else {
      object[first] = value
      return
    }
    var inner = object[first] as? [String: Any] ?? [:]
    set(&inner, Array(path.dropFirst()), value)
    object[first] = inner
  }

  @Test func recipesSurviveJSON() throws {
    #expect(try TwoViewRecipe(json: json()) == .official())
  }

  @Test func theOfficialRecipeIsThePublishedOne() {
    let recipe = TwoViewRecipe.official()
    #expect(recipe.imageSize == 224)
    #expect(recipe.viewA.blur?.probability == 1 && recipe.viewB.blur?.probability == 0.1)
    #expect(recipe.viewA.solarize?.probability == 0 && recipe.viewB.solarize?.probability == 0.2)
    for view in [recipe.viewA, recipe.viewB] {
      #expect(view.crop.scale == 0.08...1 && view.crop.interpolation == .bicubic)
      #expect(view.flipProbability == 0.5 && view.grayscaleProbability == 0.2)
      #expect(
        view.colorJitter
          == ColorJitter(probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1))
    }
  }

  @Test func whatIsLeftOutIsOff() throws {
    let recipe = try TwoViewRecipe(
      json: Data(
        """
        {"imageSize": 32, "viewA": {"crop": {"scale": [0.2, 1]}}, "viewB": {"crop": {"scale": [0.5, 1]}},
         "normalization": {"mean": [0.5], "std": [0.5]}}
        """.utf8))
    #expect(recipe.viewA == ViewRecipe(crop: RandomResizedCrop(scale: 0.2...1)))
    #expect(recipe.viewA.blur == nil && recipe.viewA.colorJitter == nil && recipe.viewA.solarize == nil)
  }

  @Test(arguments: [
    ["colour"], ["viewA", "jitter"], ["viewB", "crop", "size"], ["viewA", "colorJitter", "hue2"],
    ["viewA", "blur", "radius"], ["viewB", "solarize", "value"], ["normalization", "variance"],
  ])
  func unknownKeysAreNamed(path: [String]) throws {
    let error = try failure { set(&$0, path, 1) }
    #expect(error?.key == path.joined(separator: "."))
    #expect(error?.reason.hasPrefix("unknown key") == true)
  }

  @Test func badValuesAreNamed() throws {
    let cases: [([String], Any)] = [
      (["imageSize"], 0), (["viewA", "flipProbability"], 1.5), (["viewA", "grayscaleProbability"], -0.1),
      (["viewB", "crop", "scale"], [0.0, 1.0]), (["viewB", "crop", "scale"], [0.5, 1.5]),
      (["viewA", "crop", "ratio"], [0.0, 2.0]), (["viewA", "colorJitter", "probability"], 2),
      (["viewA", "colorJitter", "brightness"], -1), (["viewA", "colorJitter", "hue"], 0.6),
      (["viewA", "blur", "sigma"], [-1.0, 1.0]), (["viewA", "blur", "probability"], 7),
      (["viewB", "solarize", "threshold"], 256), (["normalization", "std"], [0.1, 0.0, 0.1]),
      (["normalization", "mean"], [0.1, 0.2]), (["viewA", "crop", "interpolation"], "nearest"),
      (["viewA", "crop", "scale"], [1.0, 0.5]), (["viewB", "flipProbability"], "often"),
      (["viewA", "rightAngleProbability"], 2),
    ]
    for (path, value) in cases {
      let error = try failure { set(&$0, path, value) }
      #expect(error?.key == path.joined(separator: "."), "\(path) \(value): \(String(describing: error))")
      #expect(error.map { !$0.description.contains("\n") } == true)
    }
  }

  @Test func missingKeysAreNamed() throws {
    #expect(try failure { set(&$0, ["viewA", "crop"], nil) } == RecipeError("viewA.crop", "missing; add it"))
    #expect(throws: RecipeError.self) { try TwoViewRecipe(json: Data("not JSON".utf8)) }
  }

  /// A view with every operation that is off by default.
  private static var rare: [String: Any] {
    [
      "rightAngleProbability": 0.75,
      "rotation": ["probability": 0.5, "degrees": 15.0, "interpolation": "bicubic", "fill": 128],
      "threeAugment": ["probability": 1.0, "sigma": [0.5, 1.5], "threshold": 100],
      "erasing": ["probability": 0.25, "scale": [0.1, 0.2], "ratio": [0.5, 2.0], "fill": "mean"],
    ]
  }

  @Test func rareOperationsAreReadFromJSON() throws {
    let data = try json { object in
      for (key, value) in Self.rare { set(&object, ["viewA", key], value) }
    }
    let recipe = try TwoViewRecipe(json: data)
    var expected = TwoViewRecipe.official()
    expected.viewA.rightAngleProbability = 0.75
    expected.viewA.rotation = Rotation(probability: 0.5, degrees: 15, interpolation: .bicubic, fill: 128)
    expected.viewA.threeAugment = ThreeAugment(probability: 1, sigma: 0.5...1.5, threshold: 100)
    expected.viewA.erasing = RandomErasing(probability: 0.25, scale: 0.1...0.2, ratio: 0.5...2, fill: .mean)
    #expect(recipe == expected)
    #expect(try TwoViewRecipe(json: JSONEncoder().encode(recipe)) == recipe)
    for fill in [ErasingFill.noise, .value(7)] {
      expected.viewA.erasing?.fill = fill
      #expect(try TwoViewRecipe(json: JSONEncoder().encode(expected)) == expected)
    }
  }

  @Test(arguments: [
    (["rotation", "degrees"], 181), (["rotation", "fill"], 256), (["rotation", "probability"], 2),
    (["threeAugment", "threshold"], 256), (["threeAugment", "probability"], -1), (["erasing", "probability"], 2),
    (["erasing", "fill"], 256), (["rotation", "angle"], 1), (["threeAugment", "blur"], 1), (["erasing", "value"], 1),
  ])
  func badRareOperationsAreNamed(path: [String], value: Int) throws {
    let error = try failure { object in
      for (key, rare) in Self.rare { set(&object, ["viewA", key], rare) }
      set(&object, ["viewA"] + path, value)
    }
    #expect(error?.key == (["viewA"] + path).joined(separator: "."), "\(String(describing: error))")
  }

  @Test func anUnknownFillIsNamed() throws {
    let error = try failure { object in
      for (key, rare) in Self.rare { set(&object, ["viewB", key], rare) }
      set(&object, ["viewB", "erasing", "fill"], "black")
    }
    #expect(error?.key == "viewB.erasing.fill")
  }
}
