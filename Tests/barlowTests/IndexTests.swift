import Foundation
import TensorFiles
import TestSupport
import Testing

/// `barlow index`, and `barlow neighbors` by what it wrote.
@Suite struct IndexTests {
  private let folder: TemporaryFolder
  private let run: String
  private let index: String

  init() throws {
    folder = try TemporaryFolder()
    run = try TrainedRun.copy(into: folder)
    index = folder.file("index.safetensors")
    for number in 0..<6 { try folder.write(BMPFixture.image(number), to: "data/\(number).bmp") }
    let made = try BarlowTool.run("index", folder.file("data"), "--model", run, "--output", index, "--json")
    try #require(made.status == 0, "\(made.errors)")
    #expect(try made.json()["images"] as? Int == 6)
  }

  private func neighbors(_ words: String...) throws -> BarlowTool.Result {
    try BarlowTool.run(["neighbors"] + words + ["--index", index])
  }

  private func found(_ result: BarlowTool.Result) throws -> [[String]] {
    let queries = try result.json()["queries"] as? [[String: Any]] ?? []
    return queries.map { ($0["neighbors"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String } }
  }

  @Test func aStoredNameNeedsNoModelAndAFileFindsItself() throws {
    let stored = try neighbors("3.bmp", "--k", "5", "--json")
    try #require(stored.status == 0, "\(stored.errors)")
    let others = try found(stored)[0]
    #expect(Set(others) == ["0.bmp", "1.bmp", "2.bmp", "4.bmp", "5.bmp"])

    let file = try neighbors(folder.file("data/3.bmp"), "1.bmp", "--model", run, "--k", "5", "--json")
    try #require(file.status == 0, "\(file.errors)")
    #expect(try found(file)[0] == ["3.bmp"] + others.prefix(4))
    #expect(try found(file)[1].contains("1.bmp") == false)
  }

  @Test func thePictureNeedsTheImages() throws {
    let output = folder.file("n.png")
    let drawn = try neighbors(
      folder.file("data/3.bmp"), "--model", run, "--data", folder.file("data"), "--output", output, "--k", "2")
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(FileManager.default.fileExists(atPath: output))
    expect(try neighbors("3.bmp", "--output", output), status: 64, "--output", "--data")
    try FileManager.default.removeItem(atPath: folder.file("data/5.bmp"))
    let gone = try neighbors(
      folder.file("data/3.bmp"), "--model", run, "--data", folder.file("data"), "--output", output, "--k", "2")
    expect(gone, status: 65, "5.bmp")
  }

  @Test func anotherModelIsRefused() throws {
    let other = folder.file("other")
    let trained = try BarlowTool.run(
      ["pretrain", TrainedRun.folder.get().file("data"), "--output", other, "--seed", "9"] + TrainedRun.flags)
    try #require(trained.status == 0, "\(trained.errors)")
    expect(try neighbors(folder.file("data/3.bmp"), "--model", other), status: 65, index, "another model")
    expect(
      try neighbors(folder.file("data/3.bmp"), "--model", run, "--features", "embedding"), status: 64, "--features")
  }

  @Test func whatCannotBeSearchedIsNamed() throws {
    expect(try neighbors("nothing.bmp"), status: 64, "nothing.bmp", "--model")
    expect(try neighbors("3.bmp", "--k", "6"), status: 64, "k is 6", "5")
    let whole = [UInt8](try Data(contentsOf: URL(filePath: index)))
    try Data(whole.dropLast(3)).write(to: URL(filePath: index))
    expect(try neighbors("3.bmp"), status: 65, index, "cut off")
    try Data([1, 2, 3]).write(to: URL(filePath: index))
    expect(try neighbors("3.bmp"), status: 65, index)
    try FileManager.default.removeItem(atPath: index)
    expect(try neighbors("3.bmp"), status: 66, index)
    expect(
      try BarlowTool.run("index", folder.file("data"), "--model", run, "--output", folder.file("x.npy")), status: 64,
      ".safetensors")
  }
}
