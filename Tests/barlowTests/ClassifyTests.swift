import Foundation
import TestSupport
import Testing

/// `barlow classify`: from labelled images to a classifier, and from it to classes of other images.
@Suite struct ClassifyTests {
  private let folder: TemporaryFolder
  private let run: String
  private var data: String { folder.file("data") }

  init() throws {
    folder = try TemporaryFolder()
    run = try TrainedRun.copy(into: folder)
    try IDXFixture.write(to: folder, prefix: "data/train", count: 64)
    try IDXFixture.write(to: folder, prefix: "data/t10k", count: 32)
    for number in 0..<6 {
      try folder.write(BMPFixture.image(number), to: "photos/\(number % 2 == 0 ? "0" : "1")/\(number).bmp")
    }
  }

  private func fit(_ words: [String] = [], output: String = "c.safetensors") throws -> BarlowTool.Result {
    try BarlowTool.run(
      ["classify", "fit", data, "--model", run, "--output", folder.file(output), "--json"] + words)
  }

  private func classify(_ words: [String], prelude: String? = nil) throws -> BarlowTool.Result {
    try BarlowTool.run(["classify"] + words + ["--with", folder.file("c.safetensors")], shellPrelude: prelude)
  }

  @Test func classesAreLearnedAndTold() throws {
    let fitted = try fit()
    #expect(fitted.status == 0, "\(fitted.errors)")
    let record = try #require(try fitted.json()["record"] as? [String: Any])
    #expect((record["classes"] as? [String])?.count == 2 && record["images"] as? Int == 64)
    #expect(record["calibrated"] != nil && record["threshold"] != nil)

    let told = try classify([data, "--split", "test", "--output", folder.file("p.csv"), "--json"])
    #expect(told.status == 0, "\(told.errors)")
    let lines = told.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 33)
    let last = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[32].utf8)) as? [String: Any])
    let summary = try #require(last["summary"] as? [String: Any])
    #expect(summary["images"] as? Int == 32 && summary["labelled"] as? Int == 32)
    #expect(try #require(summary["top1"] as? Double) > 0.9)
    let table = try String(contentsOfFile: folder.file("p.csv"), encoding: .utf8).split(separator: "\n")
    #expect(table.count == 33 && table[0].hasPrefix("name,class,probability"))

    let words = try classify([data, "--split", "test"])
    #expect(words.output.contains("and 12 more; --output FILE.csv writes all"))
    #expect(words.output.contains("were recognized"))
    // Its file is a model as any other.
    let embedded = try BarlowTool.run(
      ["embed", data, "--model", folder.file("c.safetensors"), "--output", folder.file("e.npy")])
    #expect(embedded.status == 0, "\(embedded.errors)")
  }

  @Test func imagesAreSortedAndStayWhereTheyAre() throws {
    #expect(try fit().status == 0)
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.file("photos")).sorted()
    let sorted = try classify([folder.file("photos"), "--sort-into", folder.file("sorted")])
    #expect(sorted.status == 0, "\(sorted.errors)")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.file("photos")).sorted() == before)
    let links = try FileManager.default.subpathsOfDirectory(atPath: folder.file("sorted")).filter {
      $0.hasSuffix(".bmp")
    }
    #expect(links.count == 6)
    for link in links { #expect(FileManager.default.isReadableFile(atPath: folder.file("sorted/\(link)"))) }
    for (words, status, text) in [
      (["--sort-into", folder.file("sorted")], Int32(64), "not empty"),
      (["--sort-into", folder.file("photos/x")], 64, "lies in"), (["--copies"], 64, "--sort-into"),
      (["--sort-into", folder.file("nowhere/x")], 66, "nowhere"),
      (["--output", folder.file("p.txt")], 64, ".csv or .jsonl"),
      (["--output", folder.file("photos/0/0.bmp.csv")], 0, ""),
    ] {
      let result = try classify([folder.file("photos")] + words)
      #expect(result.status == status && (text.isEmpty || result.errors.contains(text)), "\(words) \(result.errors)")
      if status != 0 { #expect(result.errorLines.count == 1, "\(result.errors)") }
    }
    // Images of an archive have no files.
    let archive = try classify([data, "--sort-into", folder.file("other")])
    #expect(archive.status == 64 && archive.errors.contains("no file of its own"), "\(archive.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("other")))
  }

  @Test func aFewLabelsFromATableAreEnough() throws {
    let names = (0..<6).map { "\($0 % 2 == 0 ? "0" : "1")/\($0).bmp" }
    let rows = ["name,class"] + names.prefix(4).enumerated().map { "\($1),\($0 % 2 == 0 ? "even" : "odd")" }
    let labels = try folder.write(Array(rows.joined(separator: "\n").utf8), to: "labels.csv")
    let result = try BarlowTool.run([
      "classify", "fit", folder.file("photos"), "--label-file", labels, "--model", run, "--output",
      folder.file("c.safetensors"),
    ])
    #expect(result.status == 0, "\(result.errors)")
    for text in ["2 of 6 images have no class", "not calibrated", "too few images could be held out to tell"] {
      #expect(result.errors.contains(text), "\(text): \(result.errors)")
    }
    let told = try classify([folder.file("photos"), "--json"])
    #expect(told.status == 0 && told.output.contains("even"), "\(told.errors)")
    #expect(!told.output.contains("isUnlikeKnown"))
  }

  @Test func wrongRequestsAreOneLine() throws {
    #expect(try fit().status == 0)
    try folder.write(Array("no classifier at all".utf8), to: "text.safetensors")
    try folder.write(BMPFixture.image(0), to: "one/a/0.bmp")
    let backbone = "\(run)/weights/backbone.safetensors"
    for (words, status, text) in [
      (["classify"], Int32(64), "PHOTOS is missing"),
      (["classify", data], 64, "--with is missing"),
      (["classify", data, "--with", folder.file("none")], 66, "none"),
      (["classify", data, "--with", folder.file("text.safetensors")], 64, "no classifier"),
      (["classify", data, "--with", backbone], 64, "without a classifier"),
      (["classify", "fit"], 64, "DATA is missing"),
      (["classify", "fit", data, "--model", run], 64, "--output is missing"),
      (["classify", "fit", data, "--model", run, "--output", folder.file("c.pth")], 64, ".safetensors"),
      (
        ["classify", "fit", data, "--model", run, "--output", folder.file("d.safetensors"), "--epochs", "3"], 64,
        "--fine-tune"
      ),
      (
        ["classify", "fit", folder.file("one"), "--model", run, "--output", folder.file("d.safetensors")], 65,
        "have no label"
      ),
      (
        ["export", folder.file("c.safetensors"), "--format", "timm", "--output", folder.file("t")], 64, "--format onnx"
      ),
      (
        [
          "export", folder.file("c.safetensors"), "--format", "onnx", "--features", "embedding", "--output",
          folder.file("t.onnx"),
        ], 64, "features of its own"
      ),
    ] {
      let result = try BarlowTool.run(words)
      #expect(result.status == status && result.errors.contains(text), "\(words) \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("d.safetensors")))
    }
  }

  @Test func fineTuningAndONNX() throws {
    let fitted = try fit(["--fine-tune", "--epochs", "1"])
    #expect(fitted.status == 0, "\(fitted.errors)")
    let exported = try BarlowTool.run([
      "export", folder.file("c.safetensors"), "--format", "onnx", "--output", folder.file("c.onnx"),
    ])
    #expect(exported.status == 0 && exported.output.contains("classes = json.loads"), "\(exported.errors)")
  }

  @Test func theLeastCertainImagesAreSelected() throws {
    #expect(try fit().status == 0)
    let classifier = folder.file("c.safetensors")
    let selected = try BarlowTool.run(
      ["select", data, "--split", "test", "--by", "uncertain", "--count", "5", "--with", classifier, "--json"])
    #expect(selected.status == 0, "\(selected.errors)")
    let items = try #require(try selected.json()["selected"] as? [[String: Any]])
    let told = try classify([data, "--split", "test", "--json"]).output.split(separator: "\n").dropLast()
    let margins = try told.map { line -> (name: String, margin: Double) in
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let (first, second) = (object["probability"] as? Double ?? 0, object["secondProbability"] as? Double ?? 0)
      return (object["name"] as? String ?? "", first - second)
    }.sorted { $0.margin < $1.margin }
    #expect(items.map { $0["name"] as? String } == margins.prefix(5).map(\.name))
    for (item, expected) in zip(items, margins) {
      #expect(abs((item["score"] as? Double ?? 2) - expected.margin) < 1e-4)
    }
    for (words, text) in [
      (["--by", "uncertain", "--count", "5"], "--with is missing"),
      (["--by", "uncertain", "--count", "5", "--with", classifier, "--model", run], "leave out --model"),
      (["--by", "diverse", "--count", "5", "--with", classifier, "--model", run], "--with has no effect"),
    ] {
      let result = try BarlowTool.run(["select", data] + words)
      #expect(result.status == 64 && result.errorLines.count == 1 && result.errors.contains(text), "\(result.errors)")
    }
  }
}
