import Foundation
import Images
import Reporting
import Settings
import Testing
import TestSupport

@testable import barlow

@Suite struct NeighborsTests {
  /// A run of a few steps on plain pictures of several brightnesses, in a folder with two classes.
  private struct Setting {
    let folder: TemporaryFolder
    var data: String { folder.file("data") }
    var run: String { folder.file("run") }

    init() throws {
      folder = try TemporaryFolder()
      for number in 0..<12 {
        try folder.write(Self.picture(number), to: "data/\(number < 6 ? "dark" : "light")/\(number).png")
      }
      let trained = try BarlowTool.run(
        "pretrain", data, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8", "--projector",
        "16-16", "--batch-size", "4", "--epochs", "1", "--image-size", "32", "--threads", "1", "--precision", "fp32")
      try #require(trained.status == 0, "\(trained.errors)")
    }

    static func picture(_ number: Int) throws -> [UInt8] {
      let pixels = (0..<(32 * 32)).flatMap { index -> [UInt8] in
        let stripe = index / 32 / (number % 6 + 1) % 2 == 0 ? 15 : 0
        return Array(repeating: UInt8((number < 6 ? 10 : 200) + stripe + number), count: 3)
      }
      return Array(try encodePNG(Image(width: 32, height: 32, channels: 3, pixels: pixels)))
    }

    func neighbors(_ arguments: String...) throws -> BarlowTool.Result {
      try BarlowTool.run(
        ["neighbors", "--model", run, "--data", data, "--output", folder.file("n.png")] + arguments)
    }
  }

  /// Where the parts of a sheet stand whose title has a line and its details another.
  private func layout(rows: Int, neighbors: Int) throws -> (width: Int, height: Int, x: Int, y: Int) {
    let cell = NeighborSheet.Cell(image: nil, caption: [], isMarked: false)
    let cells = Array(repeating: Array(repeating: cell, count: neighbors + 1), count: rows)
    let title = PictureTitle("title", details: ["detail"])
    return NeighborSheet(title: title, rows: cells, typeface: try Typeface.installed()).layout
  }

  /// Results without how long they took.
  private func timeless(_ json: [String: Any]) -> NSDictionary {
    json.filter { !["loadSeconds", "searchSeconds"].contains($0.key) } as NSDictionary
  }

  @Test func findsMarksAndDraws() throws {
    let setting = try Setting()
    let own = setting.data + "/light/9.png"
    let foreign = try setting.folder.write(Setting.picture(20), to: "other.png")
    let result = try setting.neighbors(own, foreign, "--k", "3", "--json")
    try #require(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["images"] as? Int == 12 && json["k"] as? Int == 3)
    let queries = try #require(json["queries"] as? [[String: Any]])
    let found = try #require(queries[0]["neighbors"] as? [[String: Any]])
    #expect(found.count == 4)
    #expect(found[0]["name"] as? String == "light/9.png" && found[0]["isQuery"] as? Bool == true)
    #expect(found[0]["label"] as? String == "light")
    #expect(found.dropFirst().allSatisfy { $0["isQuery"] as? Bool == false })
    let similarities = found.compactMap { $0["similarity"] as? Double }
    #expect(similarities == similarities.sorted(by: >) && abs(similarities[0] - 1) < 1e-5)
    #expect((queries[1]["neighbors"] as? [Any])?.count == 3)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: setting.folder.file("n.png"))))
    let picture = try ImageDecoder().decode(bytes, channels: 3)
    // A row has its query, the 3 others, and in one of them the query again.
    let size = try layout(rows: 2, neighbors: 4)
    #expect(picture.width == size.width && picture.height == size.height)

    // The same from features in files of each format, whatever image is searched for.
    for format in ["npy", "csv", "safetensors"] {
      let file = setting.folder.file("f.\(format)")
      #expect(try BarlowTool.run("embed", setting.data, "--model", setting.run, "--output", file).status == 0)
      let again = try setting.neighbors(own, foreign, "--k", "3", "--json", "--data-features", file)
      #expect(try timeless(again.json()) == timeless(json), "\(format): \(again.errors)")
    }
    let all = try setting.neighbors(own, "--k", "12")
    #expect(all.status == 0 && all.output.contains("the query itself"))
  }

  @Test func copiesCostNoNeighbour() throws {
    let setting = try Setting()
    let own = setting.data + "/light/9.png"
    for number in 0..<5 { try setting.folder.write(Setting.picture(9), to: "data/dark/copy-\(number).png") }
    // Other bytes, the same pixels once decoded.
    let image = try ImageDecoder().decode([UInt8](Data(contentsOf: URL(filePath: own))), channels: 3)
    try setting.folder.write(
      Array(encodePNG(Image(width: 32, height: 32, channels: 3, pixels: image.pixels))) + [0], to: "data/light/z.png")
    for k in [1, 3, 11] {
      let result = try setting.neighbors(own, "--k", "\(k)", "--json")
      try #require(result.status == 0, "\(result.errors)")
      let queries = try #require(try result.json()["queries"] as? [[String: Any]])
      let found = try #require(queries[0]["neighbors"] as? [[String: Any]])
      let copies = found.filter { $0["isQuery"] as? Bool == true }.compactMap { $0["name"] as? String }
      #expect(copies.sorted() == (0..<5).map { "dark/copy-\($0).png" } + ["light/9.png", "light/z.png"])
      #expect(found.count == 7 + k && found.last?["isQuery"] as? Bool == false)
    }
    // There are 11 others only.
    let all = try setting.neighbors(own, "--k", "15", "--json").json()
    let queries = try #require(all["queries"] as? [[String: Any]])
    #expect((queries[0]["neighbors"] as? [Any])?.count == 18)
    #expect(all["searchSeconds"] is Double && all["loadSeconds"] is Double)
    #expect((all["unreadable"] as? [Any])?.isEmpty == true)
  }

  @Test func damagedImagesOfTheDataAreSkippedOrAnError() throws {
    let setting = try Setting()
    let file = setting.folder.file("f.npy")
    #expect(try BarlowTool.run("embed", setting.data, "--model", setting.run, "--output", file).status == 0)
    // One that would be compared with the query, and one that would only be drawn.
    for name in ["light/9.png", "dark/2.png"] { try setting.folder.write(Array("broken".utf8), to: "data/\(name)") }
    let query = try setting.folder.write(Setting.picture(9), to: "query.png")
    let failing = try setting.neighbors(query, "--k", "12", "--data-features", file)
    expect(failing, status: 65, "light/9.png", "--on-bad-image skip")
    #expect(!FileManager.default.fileExists(atPath: setting.folder.file("n.png")))
    let result = try setting.neighbors(query, "--k", "12", "--json", "--on-bad-image", "skip", "--data-features", file)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try result.json()["unreadable"] as? [String] == ["dark/2.png", "light/9.png"])
    #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("skipped: ") }.count == 2)
    let queries = try #require(try result.json()["queries"] as? [[String: Any]])
    let found = try #require(queries[0]["neighbors"] as? [[String: Any]])
    #expect(found.count == 12 && found.allSatisfy { $0["isQuery"] as? Bool == false })
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: setting.folder.file("n.png"))))
    let picture = try ImageDecoder().decode(bytes, channels: 3)
    // The nearest is the one that cannot be read: the first tile is grey.
    let layout = try layout(rows: 1, neighbors: 12)
    let place = (layout.y + 70) * picture.width + layout.x + (144 + 14) + 70
    #expect(Array(picture.pixels[(3 * place)..<(3 * place + 3)]) == [200, 200, 200])
  }

  @Test func badRequestsTakeOneLine() throws {
    let setting = try Setting()
    let own = setting.data + "/light/9.png"
    expect(try setting.neighbors(own, "--k", "13"), status: 64, "--k is 13", "12 images")
    expect(try setting.neighbors(own, "--k", "0"), status: 64, "--k")
    expect(try setting.neighbors("/nonexistent.png"), status: 66, "/nonexistent.png")
    expect(try setting.neighbors(), status: 64, "IMAGE")
    let text = try setting.folder.write(Array("text".utf8), to: "text.png")
    expect(try setting.neighbors(text), status: 65, "text.png")
    try setting.folder.makeFolder("empty")
    func search(_ data: String, _ rest: String...) throws -> BarlowTool.Result {
      try BarlowTool.run(
        ["neighbors", own, "--model", setting.run, "--output", setting.folder.file("o.png"), "--data", data] + rest)
    }
    expect(try search(setting.folder.file("empty")), status: 66, "no images")
    let csv = try setting.folder.write(Array("name,f0\nlight/9.png,1\nelsewhere.png,2\n".utf8), to: "f.csv")
    expect(try search(setting.data, "--k", "1", "--data-features", csv), status: 65, "elsewhere.png")
    let short = try setting.folder.write(Array("1,2\n3,4\n".utf8), to: "short.csv")
    expect(try search(setting.data, "--k", "1", "--data-features", short), status: 65, "2 rows", "12 images")
    let twelve = String(repeating: "3,4\n", count: 12)
    let few = try setting.folder.write(Array(twelve.utf8), to: "few.csv")
    expect(try search(setting.data, "--k", "1", "--data-features", few), status: 65, "2 dimensions")
    #expect(!FileManager.default.fileExists(atPath: setting.folder.file("o.png")))
  }
}
