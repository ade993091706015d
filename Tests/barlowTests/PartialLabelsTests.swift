import Foundation
import TestSupport
import Testing

/// Data of which not every image has a class, and tables of classes, through the tool.
@Suite struct PartialLabelsTests {
  private let folder: TemporaryFolder
  private let run: String

  init() throws {
    folder = try TemporaryFolder()
    run = try TrainedRun.copy(into: folder)
    for part in ["train", "test"] {
      for index in 0..<12 {
        try folder.write(BMPFixture.image(index), to: "d/\(part)/\(["a", "b"][index % 2])/\(index).bmp")
      }
    }
  }

  private func evaluate(_ words: String...) throws -> BarlowTool.Result {
    let result = try BarlowTool.run(["evaluate"] + words + ["--model", run, "--no-baselines"])
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  @Test(arguments: ["knn", "linear", "finetune"]) func aLooseImageEndsNoEvaluation(kind: String) throws {
    for name in ["train/loose.bmp", "test/loose.bmp", "test/more.bmp"] {
      try folder.write(BMPFixture.image(40), to: "d/\(name)")
    }
    let words = ["evaluate", kind, folder.file("d"), "--model", run, "--json"]
    let result = try BarlowTool.run(
      words + (kind == "finetune" ? ["--labels", "100%", "--epochs", "1"] : ["--no-baselines"]))
    #expect(result.status == 0, "\(result.errors)")
    let line = "1 training image and 2 test images have no class and are left out"
    #expect(result.errors.components(separatedBy: "note: \(line)\n").count == 2, "\(result.errors)")
    let json = try result.json()
    #expect(json["images"] as? Int == 12 && json["trainingImages"] as? Int == 12)
    #expect(json["notes"] as? [String] == [line] && json["unseenTestImages"] as? Int == 0)
    let dataset = try #require(json["dataset"] as? [String: Any])
    #expect(dataset["unlabelled"] as? [String: Int] == ["training": 1, "test": 2])
    #expect(dataset["trainingImages"] as? Int == 13 && dataset["testImages"] as? Int == 14)
  }

  @Test func featuresWithoutAllClassesAreWrittenWithANote() throws {
    try folder.write(BMPFixture.image(40), to: "d/train/loose.bmp")
    let result = try BarlowTool.run(
      "embed", folder.file("d"), "--model", run, "--output", folder.file("e.npy"), "--no-cache", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let note = "1 of 13 images has no class, so that no classes are written"
    #expect(try result.json()["notes"] as? [String] == [note] && result.errors.contains("note: \(note)\n"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("e.labels.npy")))
  }

  @Test func imagesOfClassesThatWereNeverSeenAreCounted() throws {
    try folder.write(BMPFixture.image(3), to: "d/test/c/3.bmp")
    let json = try evaluate("knn", folder.file("d"), "--json").json()
    #expect(json["unseenTestImages"] as? Int == 1 && (json["notes"] as? [String])?.count == 1)
  }

  @Test func aTableIsComparedWithTheImages() throws {
    for index in 0..<12 { try folder.write(BMPFixture.image(index), to: "flat/\(index).bmp") }
    let rows = (0..<10).map { "\($0).bmp,\($0 % 2 == 0 ? "even" : "odd")\n" } + ["99.bmp,even\n"]
    let table = try folder.write(Array(("name,class\n" + rows.joined()).utf8), to: "labels.csv")
    let result = try evaluate(
      "knn", folder.file("flat"), "--leave-one-out", "--label-file", table, "--k", "3", "--json")
    #expect(
      result.errors.contains(
        "classes by \(table) (10 named; 1 row names no image; 2 images have no row): 2 classes; 12 images\n"))
    #expect(result.errors.contains("note: 2 images have no class and are left out\n"), "\(result.errors)")
    let dataset = try #require(result.json()["dataset"] as? [String: Any])
    let matches = try #require(dataset["labelTable"] as? [String: Any])
    #expect(matches["rowsWithoutImage"] as? Int == 1 && matches["imagesWithoutRow"] as? Int == 2)
    #expect(dataset["unlabelled"] as? [String: Int] == ["training": 2, "test": 0])
  }

  @Test func aReportTakesATable() throws {
    for index in 0..<80 { try folder.write(BMPFixture.image(index % 12), to: "flat/\(index).bmp") }
    let rows = (0..<70).map { "\($0),\($0 % 12 < 6 ? "low" : "high")\n" }
    let table = try folder.write(Array(rows.joined().utf8), to: "labels.csv")
    let page = folder.file("page.html")
    let words = ["report", run, "--output", page, "--data", folder.file("flat"), "--json"]
    let plain = try BarlowTool.run(words)
    #expect(plain.status == 0, "\(plain.errors)")
    let labelled = try BarlowTool.run(words + ["--label-file", table])
    #expect(labelled.status == 0, "\(labelled.errors)")
    #expect(labelled.errors.contains("(70 named; 10 images have no row): 2 classes; 80 images"), "\(labelled.errors)")
    #expect(labelled.errors.contains("note: 10 images have no class and are left out of the accuracy"))
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("low") && text.contains("high") && text.contains("each of 70 images by all others"))
    let datasets = try #require(labelled.json()["datasets"] as? [[String: Any]])
    #expect(datasets.count == 1 && datasets[0]["classes"] as? Int == 2)
    #expect(datasets[0]["unlabelled"] as? [String: Int] == ["training": 10, "test": 0])
    let none = try BarlowTool.run(["report", run, "--output", page, "--images", "0", "--label-file", table])
    #expect(none.status == 64 && none.errorLines.first?.contains("--label-file has no effect") == true)
  }

  @Test func whatDataAreIsSaidByBenchmarksToo() throws {
    let (data, line) = (folder.file("d"), "2 classes; train 12 images, test 12\n")
    let views = try BarlowTool.run(
      "benchmark", "views", "--data", data, "--runs", "1", "--size", "16", "--json")
    #expect(views.status == 0 && views.errors.contains(line), "\(views.errors)")
    #expect((try views.json()["dataset"] as? [String: Any])?["testImages"] as? Int == 12)
    let loader = try BarlowTool.run(
      "benchmark", "loader", "--data", data, "--images", "8", "--batch-size", "4", "--image-size", "16", "--json")
    #expect(loader.status == 0 && loader.errors.contains(line), "\(loader.errors)")
    #expect((try loader.json()["dataset"] as? [String: Any])?["trainingImages"] as? Int == 12)
  }

  @Test func aTrainingSaysWhatItWasGiven() throws {
    try folder.write(BMPFixture.image(40), to: "d/train/loose.bmp")
    for index in 12..<40 {
      try folder.write(BMPFixture.image(index), to: "d/train/\(["a", "b"][index % 2])/\(index).bmp")
    }
    let result = try BarlowTool.run(
      ["pretrain", folder.file("d"), "--output", folder.file("r"), "--monitor", "knn", "--image-size", "16", "--json"]
        + TrainedRun.flags)
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect((json["dataset"] as? [String: Any])?["trainingImages"] as? Int == 41)
    let note = "1 of 41 images has no class and is trained on only: it neither votes nor is voted on by the monitor"
    #expect(json["notes"] as? [String] == [note] && result.errors.contains("note: \(note)\n"), "\(result.errors)")
  }
}
