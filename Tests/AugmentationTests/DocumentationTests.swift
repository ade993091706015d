import Augmentation
import Foundation
import Images
import TestSupport
import Testing

/// The examples of the documentation page, word for word; a test makes sure that they are.
@Suite struct DocumentationTests {
  @Test func theExamplesWork() throws {
    let file = try encodePNG(TestImages.mixed(width: 160, height: 120, channels: 3))

    // Example 1
    var recipe = TwoViewRecipe.official(imageSize: 96)
    recipe.viewA.rightAngleProbability = 0.75
    recipe.viewB.rightAngleProbability = 0.75
    recipe.viewB.solarize = nil
    recipe.viewB.erasing = RandomErasing(probability: 0.25, fill: .mean)
    recipe.normalization = Normalization(mean: [0.43, 0.45, 0.41], std: [0.21, 0.20, 0.19])

    let renderer = try ViewRenderer(recipe: recipe, channels: 3)
    var viewA = [Float](repeating: 0, count: renderer.valuesPerView)
    var viewB = viewA
    try viewA.withUnsafeMutableBufferPointer { a in
      try viewB.withUnsafeMutableBufferPointer { b in
        try renderer.render(.encoded(file), seed: 0, epoch: 0, index: 17, into: a, b)
      }
    }
    // End
    #expect(viewA != viewB && viewA.count == 96 * 96 * 3)

    // Example 2
    for view in try renderer.preview(.encoded(file), seed: 0, epoch: 0, index: 17) {
      print(view.parameters.crop, view.parameters.quarterTurns, view.image.width)
    }
    // End

    // Example 3
    let json = try JSONEncoder().encode(recipe)
    let same = try TwoViewRecipe(json: json)
    // End
    #expect(same == recipe)
  }

  @Test func thePageShowsWhatIsTested() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: PythonReference.packageFolder.appending(path: path), encoding: .utf8)
    }
    let page = try text("Sources/Augmentation/Augmentation.docc/Augmentation.md")
    let shown = page.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "```")[0].trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let tested = try text("Tests/AugmentationTests/DocumentationTests.swift")
      .components(separatedBy: "    // Example ").dropFirst().dropLast().map { part in
        let lines = part.components(separatedBy: "\n    // End\n")[0].split(
          separator: "\n", omittingEmptySubsequences: false)
        return lines.dropFirst().map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }
          .joined(separator: "\n")
      }
    #expect(shown.count == 3)
    #expect(Array(tested) == Array(shown))
  }
}
