import Foundation
import TestSupport
import Testing

/// Reports of runs and images that cannot tell much: each says what is known, and no number that means nothing.
@Suite struct ReportBadInputTests {
  private static let small = [
    "--recipe", "small", "--backbone", "resnet10", "--width", "4", "--projector", "16-16", "--batch-size", "10",
    "--image-size", "32", "--stem", "cifar", "--precision", "fp32", "--threads", "1", "--workers", "1",
  ]

  /// What stands on the page before its curves, without its markup.
  private func words(_ path: String) throws -> String {
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(page.range(of: "<main"))
    let end = try #require(page.range(of: "<section id=\"training\""))
    return String(page[start.lowerBound..<end.lowerBound]).replacing(#/<[^>]*>/#, with: " ").replacing(
      #/\s+/#, with: " ")
  }

  /// Trains on `count` pictures in folders of the names, 0 for the folder itself, and reports.
  private func report(
    _ count: Int, classes: [String], epochs: Int = 1, in folder: TemporaryFolder, _ more: [String] = []
  ) throws -> String {
    for index in 0..<count {
      let place = classes.isEmpty ? "" : classes[index % classes.count] + "/"
      try folder.write(BMPFixture.image(index), to: "data/\(place)\(index).bmp")
    }
    let run = folder.file("run")
    let trained = try BarlowTool.run(
      ["pretrain", folder.file("data"), "--output", run, "--epochs", String(epochs)] + Self.small)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("has it collapsed?") && !trained.output.contains("has it collapsed? no:"))
    let result = try BarlowTool.run(["report", run] + more)
    #expect(result.status == 0, "\(result.errors)")
    let found = try words(run + "/report.html")
    for nonsense in ["nan", "inf ", "NaN", "✓"] { #expect(!found.contains(nonsense), "\(nonsense): \(found)") }
    return found
  }

  @Test(
    arguments: [
      (40, [], "none of 40 images has a class."), (60, ["a"], "none of 60 images has a class."),
      (20, ["a", "b"], "20 images are too few for an accuracy that says something; it takes 50."),
    ] as [(Int, [String], String)])
  func imagesThatCannotTell(count: Int, classes: [String], reason: String) throws {
    let folder = try TemporaryFolder()
    let found = try report(count, classes: classes, in: folder)
    #expect(found.contains("Has it learned? ? Not known") && found.contains("Not known: \(reason)"), "\(found)")
    #expect(found.contains("Its steps are too few to tell") && !summary(found).contains(" %"), "\(found)")
  }

  /// What stands before the images.
  private func summary(_ words: String) -> String { words.components(separatedBy: "Neighbours ")[0] }

  @Test func aRunOfThreeStepsPraisesNothing() throws {
    let folder = try TemporaryFolder()
    let found = try report(60, classes: ["a", "b"], epochs: 1, in: folder, ["--images", "0"])
    #expect(found.contains("Has it learned? ? Not known") && found.contains("Train longer: so few steps tell little."))
    #expect(!found.contains(" %"), "\(found)")
  }

  @Test func otherImagesNeverAnswerForTheRun() throws {
    let folder = try TemporaryFolder()
    _ = try report(60, classes: ["a", "b"], in: folder)
    for index in 0..<6 {
      try folder.write(BMPFixture.image(index), to: "six/\(index % 2 == 0 ? "c" : "d")/\(index).bmp")
    }
    let run = folder.file("run")
    let other = try BarlowTool.run("evaluate", "knn", folder.file("six"), "--model", run, "--leave-one-out", "--k", "3")
    #expect(other.status == 0, "\(other.errors)")
    let result = try BarlowTool.run("report", run)
    #expect(result.status == 0)
    let summary = try #require(words(run + "/report.html").split(separator: "Accuracy ").first)
    #expect(summary.contains("of 60 images") && !summary.contains("6 test images"), "\(summary)")
  }
}
