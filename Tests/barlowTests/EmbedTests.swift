import Foundation
import TestSupport
import Testing

/// What `barlow embed` takes: image files, lists of them, several data sets.
@Suite struct EmbedTests {
  private let folder: TemporaryFolder
  private let run: String

  init() throws {
    folder = try TemporaryFolder()
    // A run of its own: features go into its cache.
    run = try TrainedRun.copy(into: folder)
    for (number, name) in ["a/one.bmp", "a/two.bmp", "b/three.bmp"].enumerated() {
      try folder.write(BMPFixture.image(number), to: name)
    }
  }

  private func embed(_ words: [String], list: String? = nil, to output: String = "e.csv") throws -> BarlowTool.Result {
    let prelude = try list.map { "exec < '\(try folder.write(Array($0.utf8), to: "list"))'" }
    return try BarlowTool.run(
      ["embed"] + words + ["--model", run, "--output", folder.file(output), "--json"], shellPrelude: prelude)
  }

  /// The lines of the table without its head.
  private func rows(_ output: String = "e.csv") throws -> [String: (words: [String], features: [Float])] {
    let lines = try String(contentsOfFile: folder.file(output), encoding: .utf8).split(separator: "\n").dropFirst()
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let fields = line.split(separator: ",").map(String.init)
        return (fields[0], (fields.filter { Float($0) == nil }, fields.compactMap { Float($0) }))
      })
  }

  /// Other numbers of images at a time give other roundings.
  private func isSame(_ a: [Float]?, _ b: [Float]?) -> Bool {
    guard let a, let b, a.count == b.count else { return false }
    return zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) }
  }

  @Test func anImageHasTheSameFeaturesHoweverItIsNamed() throws {
    let (one, two, three) = (folder.file("a/one.bmp"), folder.file("a/two.bmp"), folder.file("b/three.bmp"))
    let alone = try embed([one])
    #expect(alone.status == 0, "\(alone.errors)")
    #expect(try alone.json()["images"] as? Int == 1)
    let first = try #require(try rows()[one]).features

    let list = try embed(["-"], list: "\(one)\n\n\(two)\r\n\(folder.file("b"))\n", to: "list.csv")
    #expect(list.status == 0, "\(list.errors)")
    #expect(try Set(rows("list.csv").keys) == [one, two, three])
    #expect(try isSame(rows("list.csv")[one]?.features, first))

    let zeros = try embed(["-", folder.file("b")], list: "\(two)\0\(one)\0", to: "zeros.csv")
    #expect(zeros.status == 0, "\(zeros.errors)")
    for name in [one, two, three] {
      #expect(try isSame(rows("zeros.csv")[name]?.features, rows("list.csv")[name]?.features), "\(name)")
    }

    // Classes of several data sets are those of all.
    let more = try TemporaryFolder()
    for (number, name) in ["b/four.bmp", "c/five.bmp"].enumerated() {
      try more.write(BMPFixture.image(number + 3), to: name)
    }
    let several = try embed([folder.path, more.path], to: "several.csv")
    let table = try several.json()
    #expect(table["classes"] as? [String] == ["a", "b", "c"] && table["images"] as? Int == 5)
    #expect((table["datasets"] as? [Any])?.count == 2)
    let found = try rows("several.csv")
    #expect(found["\(folder.path)/a/one.bmp"]?.words.last == "a" && found["\(more.path)/c/five.bmp"]?.words.last == "c")
    #expect(isSame(found["\(folder.path)/a/one.bmp"]?.features, first))
  }

  @Test func parquetIsForOthersToRead() throws {
    let output = folder.file("e.parquet")
    let written = try BarlowTool.run(["embed", folder.path, "--model", run, "--output", output])
    #expect(written.status == 0, "\(written.errors)")
    #expect((written.output + written.errors).contains("next: barlow inspect DATA --model"))
    #expect(try embed([folder.path], to: "f.csv").status == 0)
    let found = try PythonReference.run("parquet_files.py", paths: [output])
    let table = try rows("f.csv")
    let names = String(decoding: (found["name"]?.values ?? []).map { UInt8($0) }, as: UTF8.self).split(separator: "\0")
    #expect(Set(names.map(String.init)) == Set(table.keys) && names.count == 3)
    let features = try #require(found["features"])
    for (row, name) in names.enumerated() {
      let values = features.values[row * features.shape[1]..<(row + 1) * features.shape[1]].map(Float.init)
      #expect(isSame(values, table[String(name)]?.features), "\(name)")
    }
    let inspected = try BarlowTool.run(["inspect", output])
    #expect(inspected.status == 64 && inspected.errors.contains("not read") && inspected.errorLines.count == 1)
  }

  @Test func wrongListsAreOneLine() throws {
    let one = folder.file("a/one.bmp")
    for (words, list, status, text) in [
      (["-", "-"], one, Int32(64), "give it once"), (["-"], "\n", 66, "names no images"),
      (["-"], "\(one)\n\(folder.file("none.png"))\n", 66, "none.png"), ([], one, 64, "DATA is missing"),
      (["-"], folder.file("nowhere/x.tar"), 66, "x.tar"),
    ] {
      let result = try embed(words, list: list)
      #expect(result.status == status, "\(words) \(result.errors)")
      #expect(result.errorLines.count == 1 && result.errors.contains(text), "\(words) \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("e.csv")))
    }
    // What is missing from a list is left out where bad images are.
    let skipping = try embed(["-", "--on-bad-image", "skip"], list: "\(one)\n\(folder.file("none.png"))\n")
    #expect(skipping.status == 0 && skipping.errors.contains("none.png"), "\(skipping.errors)")
    #expect(try Array(rows().keys) == [one])
  }
}
