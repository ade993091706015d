import Foundation
import Images
import TestSupport
import Testing

@testable import barlow

/// Contact sheets, normalizations and their measurement, through the built tool.
@Suite struct ViewsTests {
  /// A folder of small pictures, of each of which one half is dark and the other bright.
  private func pictures(_ count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for number in 0..<count {
      let pixels = (0..<(40 * 30)).flatMap { i -> [UInt8] in
        i % 40 < 20 ? [0, 51, 100] : [204, 153, 102 + UInt8(number)]
      }
      try folder.write(encodePNG(Image(width: 40, height: 30, channels: 3, pixels: pixels)), to: "\(number).png")
    }
    return folder
  }

  @Test func aSheetShowsEveryPair() throws {
    let folder = try pictures(2)
    let sheet = folder.file("sheet.PNG")
    let arguments = [
      "views", folder.file("0.png"), folder.file("1.png"), "--output", sheet, "--pairs", "2", "--size", "64", "--json",
    ]
    let first = try BarlowTool.run(arguments)
    #expect(first.status == 0, "\(first.errors)")
    let summary = try first.json()
    #expect(Set(summary.keys) == ["output", "recipe", "images", "pairs", "imageSize", "width", "height"])
    #expect(summary["pairs"] as? Int == 2 && summary["images"] as? Int == 2 && summary["imageSize"] as? Int == 64)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: sheet)))
    let picture = try ImageDecoder().decode(bytes, channels: 3)
    #expect(picture.width == summary["width"] as? Int && picture.height == summary["height"] as? Int)

    #expect(try BarlowTool.run(arguments).status == 0)
    #expect([UInt8](try Data(contentsOf: URL(filePath: sheet))) == bytes)
    #expect(try BarlowTool.run(arguments + ["--seed", "1"]).status == 0)
    #expect([UInt8](try Data(contentsOf: URL(filePath: sheet))) != bytes)
  }

  @Test func whatNoFontHasIsCounted() throws {
    let folder = try pictures(1)
    let image = Image(width: 40, height: 30, channels: 3, pixels: [UInt8](repeating: 9, count: 3600))
    let name = try folder.write(encodePNG(image), to: "\u{10FFFD}\u{10FFFC}\u{10FFFD}.png")
    let result = try BarlowTool.run("views", name, "--output", folder.file("s.png"), "--pairs", "1", "--json")
    #expect(result.status == 0 && result.errors.contains("note: 2 characters of the picture"), "\(result.errors)")
    let plain = try BarlowTool.run("views", folder.file("0.png"), "--output", folder.file("s.png"), "--json")
    #expect(plain.status == 0 && !plain.errors.contains("note:"))
  }

  @Test func localCropsStandBesideEachPair() throws {
    let folder = try pictures(1)
    let arguments = ["views", folder.file("0.png"), "--output", folder.file("s.png"), "--size", "64", "--json"]
    let plain = try BarlowTool.run(arguments).json()
    let local = try BarlowTool.run(arguments + ["--local-crops", "2"])
    #expect(local.status == 0, "\(local.errors)")
    // Three pairs, with two cells of 28 pixels magnified six times and a gap of 6 more each.
    let more = try #require(try local.json()["width"] as? Int) - (try #require(plain["width"] as? Int))
    #expect(more == 3 * 2 * (6 + 6 * 28))
  }

  @Test func aRecipeOfOnesOwnIsDrawn() throws {
    let folder = try pictures(1)
    let view = #"{"crop": {"scale": [1, 1]}, "erasing": {"probability": 1, "fill": 255}, "rightAngleProbability": 1}"#
    let recipe = #"{"imageSize": 32, "viewA": \#(view), "viewB": \#(view)}"#
    try folder.write(Array(recipe.utf8), to: "recipe.json")
    let result = try BarlowTool.run(
      "views", folder.file("0.png"), "--output", folder.file("s.png"), "--recipe", folder.file("recipe.json"))
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func badCallsAreExplained() throws {
    let folder = try pictures(1)
    let (image, sheet) = (folder.file("0.png"), folder.file("s.png"))
    try folder.write(Array("text".utf8), to: "text.png")
    try folder.write(
      Array(#"{"imageSize": 32, "viewA": {"crop": {"scale": [2, 3]}}, "viewB": {"crop": {"scale": [1, 1]}}}"#.utf8),
      to: "recipe.json")
    try folder.write(
      Array(
        #"{"imageSize": 32, "localCrops": 2, "localCropSize": 48, "viewA": {"crop": {"scale": [0.5, 1]}}, "viewB": {"crop": {"scale": [0.5, 1]}}}"#
          .utf8), to: "large.json")
    let cases: [([String], Int32, String)] = [
      ([image, "--output", folder.file("s.jpg")], 64, ".png"), (["--output", sheet], 64, "IMAGE is missing"),
      ([image], 64, "--output is missing"), ([folder.file("9.png"), "--output", sheet], 66, "9.png"),
      ([folder.file("text.png"), "--output", sheet], 65, "text.png"),
      ([image, "--output", sheet, "--recipe", "imagnet"], 64, "did you mean imagenet?"),
      ([image, "--output", sheet, "--recipe", folder.file("recipe.json")], 64, "viewA.crop.scale"),
      ([image, "--output", sheet, "--recipe", folder.file("large.json")], 64, "localCropSize of at most 32"),
      ([image, "--output", sheet, "--pairs", "64", "--size", "1024"], 64, "--pairs"),
    ]
    for (arguments, status, word) in cases {
      let result = try BarlowTool.run(["views"] + arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.errorLines.count == 1 && result.errors.contains(word), "\(arguments): \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: sheet))
    }
  }

  @Test func theNormalizationIsThatOfThePixels() throws {
    let folder = try pictures(1)
    let result = try BarlowTool.run("normalization", folder.path, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let summary = try result.json()
    #expect(summary["images"] as? Int == 1 && summary["channels"] as? Int == 3 && summary["badImages"] as? Int == 0)
    // Half 0 and half 204, half 51 and half 153, half 100 and half 102.
    let text = try BarlowTool.run("normalization", folder.path).output
    #expect(text == #""normalization": {"mean": [0.4000, 0.4000, 0.3961], "std": [0.4000, 0.2000, 0.0039]}"# + "\n")
    try folder.write(Array("no image".utf8), to: "bad.png")
    #expect(try BarlowTool.run("normalization", folder.path).status == 65)
    let skipping = try BarlowTool.run("normalization", folder.path, "--on-bad-image", "skip", "--json")
    #expect(try skipping.json()["badImages"] as? Int == 1)
  }

  @Test func viewsAreMeasured() throws {
    let folder = try pictures(3)
    let result = try BarlowTool.run(
      "benchmark", "views", "--data", folder.path, "--size", "32", "--runs", "2", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let summary = try result.json()
    for key in ["imagesPerSecond", "decodeOnlyImagesPerSecond", "imagesPerSecondPerThread", "median"] {
      #expect(summary[key] is Double, "\(key)")
    }
    #expect(summary["threads"] as? Int == 1 && summary["images"] as? Int == 3)
    let stages = try #require(summary["stageMilliseconds"] as? [String: Double])
    #expect(Set(stages.keys) == ["decode", "cropResize", "colour", "blur", "rest"])
    #expect(stages.values.allSatisfy { $0 > 0 })
    let two = try BarlowTool.run(
      "benchmark", "views", "--data", folder.path, "--size", "32", "--runs", "1", "--threads", "2")
    #expect(two.status == 0 && two.output.contains("decoding alone"), "\(two.errors)")
    #expect(try BarlowTool.run("benchmark", "views").status == 64)
  }
}
