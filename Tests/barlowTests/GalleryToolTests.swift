import Foundation
import TestSupport
import Testing

/// `barlow gallery`.
@Suite struct GalleryToolTests {
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    model = try TrainedRun.folder.get().file("run")
  }

  private func gallery(_ data: String, _ words: String...) throws -> BarlowTool.Result {
    try BarlowTool.run(["gallery", data, "--model", model, "--no-cache", "--workers", "1"] + words)
  }

  @Test func aFolderOfClassesBecomesAPage() throws {
    for number in 0..<24 {
      try folder.write(BMPFixture.image(number, side: 32), to: "data/\(number % 2 == 0 ? "a" : "b")/\(number).bmp")
    }
    let page = folder.file("page.html")
    let result = try gallery(
      folder.file("data"), "--output", page, "--clusters", "3", "--k", "5", "--thumbnails", "24", "--json")
    try #require(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["images"] as? Int == 24 && json["clusters"] as? Int == 3 && json["isChosen"] as? Bool == false)
    #expect(json["k"] as? Int == 5 && json["sheets"] as? Int == 1 && json["thumbnails"] as? Int == 24)
    #expect((json["disagreement"] as? [String: Any])?["judged"] as? Int == 24)
    let size = try FileManager.default.attributesOfItem(atPath: page)[.size] as? Int
    #expect(json["sizeBytes"] as? Int == size)
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("<title>Gallery of data</title>") && text.contains("data-cell=\"24\""))
    // Links lead from the page to the files.
    #expect(text.contains("\"folders\":[\"data\\/\"]") && text.contains("a\\/0.bmp"))
    // A page that is there already is written anew; clusters are chosen where no number is given.
    let again = try gallery(folder.file("data"), "--output", page)
    #expect(again.status == 0 && again.output.contains("written: \(page)"), "\(again.errors)")
    #expect(again.errors.contains("next: open \(page) in a browser"))
  }

  @Test func imagesOfShardsAndWithoutClassesAreShown() throws {
    let entries = (0..<12).map { (name: "\($0).bmp", content: BMPFixture.image($0, side: 32)) }
    try folder.write(TarFixture.archive(entries), to: "shards/t.tar")
    let page = folder.file("page.html")
    let result = try gallery(folder.file("shards"), "--output", page, "--clusters", "2", "--json")
    try #require(result.status == 0, "\(result.errors)")
    #expect(try result.json()["images"] as? Int == 12 && result.json()["disagreement"] == nil)
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("\"folders\":[]"))
  }

  @Test func wrongGalleriesTakeOneLine() throws {
    let data = try TrainedRun.folder.get().file("data")
    let page = folder.file("page.html")
    expect(try gallery(data), status: 64, "--output is missing")
    expect(try gallery(data, "--output", folder.file("page.png")), status: 64, "--output must end in .html")
    expect(try gallery(data, "--output", folder.file("none/page.html")), status: 66, "there is no folder")
    expect(try gallery(data, "--output", page, "--clusters", "65"), status: 64, "65 clusters", "64 images")
    expect(try gallery(data, "--output", page, "--k", "64"), status: 64, "64 neighbours", "64 images")
    expect(try gallery(data, "--output", page, "--k", "0"), status: 64, "--k")
    expect(try gallery(data, "--output", page, "--thumbnails", "8"), status: 64, "--thumbnails")
    expect(try gallery(data, "--output", page, "--max-images", "1"), status: 65, "only 1 image", "at least 3")
    expect(try gallery(folder.file("nothing"), "--output", page), status: 66, "nothing")
    expect(try BarlowTool.run("gallery", "--model", model, "--output", page), status: 64, "DATA is missing")
    expect(try BarlowTool.run("gallery", data, "--output", page), status: 64, "--model is missing")
    try folder.makeFolder("empty")
    expect(try gallery(folder.file("empty"), "--output", page), status: 66, "empty holds no images")
    for number in 0..<4 { try folder.write(BMPFixture.image(1, side: 32), to: "same/\(number).bmp") }
    expect(
      try gallery(folder.file("same"), "--output", page, "--clusters", "2"), status: 65, "all 4 images are the same")
    #expect(!FileManager.default.fileExists(atPath: page))
  }

  @Test func aBadImageIsAnErrorOrLeftOut() throws {
    for number in 0..<8 { try folder.write(BMPFixture.image(number, side: 32), to: "data/\(number).bmp") }
    try folder.write([1, 2, 3], to: "data/broken.png")
    let page = folder.file("page.html")
    expect(try gallery(folder.file("data"), "--output", page, "--clusters", "2"), status: 65, "broken.png")
    #expect(!FileManager.default.fileExists(atPath: page))
    let skipped = try gallery(
      folder.file("data"), "--output", page, "--clusters", "2", "--on-bad-image", "skip", "--json")
    try #require(skipped.status == 0, "\(skipped.errors)")
    #expect(try skipped.json()["images"] as? Int == 8)
  }
}
