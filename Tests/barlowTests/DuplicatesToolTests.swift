import Foundation
import Images
import TestSupport
import Testing

/// `barlow duplicates`.
@Suite struct DuplicatesToolTests {
  private let folder: TemporaryFolder
  private var data: String { folder.file("data") }

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<4 { try folder.write(BMPFixture.image(number), to: "data/\(number).bmp") }
    try folder.write(BMPFixture.image(2), to: "data/again.bmp")
    try folder.write(BMPFixture.image(2), to: "data/line\nend.bmp")
  }

  private func duplicates(_ words: String...) throws -> BarlowTool.Result {
    try BarlowTool.run(["duplicates", data] + words)
  }

  @Test func tellsGroupsAndDeletesNothing() throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: data).sorted()
    let found = try duplicates("--exact", "--json")
    try #require(found.status == 0, "\(found.errors)")
    let groups = try found.json()["groups"] as? [[String: Any]] ?? []
    #expect(groups.count == 1)
    #expect((groups.first?["others"] as? [Any])?.count == 2)
    #expect(try found.json()["surplus"] as? Int == 2)
    #expect(try found.json()["descriptor"] as? String == "bytes")
    #expect(try FileManager.default.contentsOfDirectory(atPath: data).sorted() == before)
  }

  @Test func theListHoldsThePathsOfThoseNotToKeep() throws {
    for name in ["0.bmp", "1.bmp", "2.bmp", "3.bmp", "line\nend.bmp"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 2_000_000)], ofItemAtPath: "\(data)/\(name)")
    }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: "\(data)/2.bmp")
    let list = try duplicates("--exact", "--list")
    #expect(list.status == 0, "\(list.errors)")
    #expect(list.output == "\(data)/again.bmp\n")
    #expect(list.errors.contains("1 image not listed"))
    let zeros = try duplicates("--exact", "--list", "--null")
    #expect(zeros.output == "\(data)/again.bmp\0")
  }

  @Test func thePageShowsThem() throws {
    let page = folder.file("page.html")
    let found = try duplicates("--exact", "--page", page)
    #expect(found.status == 0, "\(found.errors)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("data:image/"))
    #expect(text.contains("again.bmp"))
    #expect(!text.contains("line\nend"))
  }

  @Test func flagsThatWouldDoNothingAreRefused() throws {
    for (words, flag) in [
      (["--null"], "--list"), (["--list", "--json"], "--list"), (["--cosine", "0.9"], "--model"),
      (["--device", "cpu"], "--model"), (["--exact", "--threshold", "0.9"], "--exact"),
      (["--threshold", "1.5"], "--threshold"),
    ] {
      let result = try BarlowTool.run(["duplicates", data] + words)
      #expect(result.status == 64, "\(words): \(result.errors)")
      #expect(result.errorLines.count == 1 && result.errors.contains(flag), "\(words): \(result.errors)")
    }
  }

  @Test func aDamagedImageIsAnErrorOrSkipped() throws {
    try folder.write([1, 2, 3], to: "data/broken.png")
    let failed = try duplicates()
    #expect(failed.status == 65, "\(failed.errors)")
    #expect(failed.errorLines.count == 1 && failed.errors.contains("broken.png"))
    let skipped = try duplicates("--on-bad-image", "skip", "--json")
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(try skipped.json()["skipped"] as? Int == 1)
  }

  @Test func aModelAddsItsNeighbours() throws {
    let run = try TrainedRun.copy(into: folder)
    let found = try duplicates("--model", run, "--cosine", "0.0001", "--json")
    try #require(found.status == 0, "\(found.errors)")
    let groups = try found.json()["groups"] as? [[String: Any]] ?? []
    let changes = groups.flatMap { $0["others"] as? [[String: Any]] ?? [] }.compactMap { $0["changes"] as? [String] }
    #expect(changes.contains(["similar"]) || changes.contains { $0.contains("recoloured") }, "\(changes)")
  }
}
