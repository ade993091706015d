import Foundation
import TestSupport
import Testing

@testable import barlow

@Suite struct GroupsTests {
  private func run(_ command: String, _ arguments: String...) throws -> BarlowTool.Result {
    let folder = try TrainedRun.folder.get()
    return try BarlowTool.run(
      [command, folder.file("data"), "--model", folder.file("run"), "--no-cache", "--workers", "1"] + arguments)
  }

  @Test func clustersAreToldWrittenAndDrawn() throws {
    let folder = try TemporaryFolder()
    let (table, list, sheets) = (folder.file("c.csv"), folder.file("c.json"), folder.file("sheets"))
    let result = try run("cluster", "--clusters", "3", "--output", table, "--sheets", sheets, "--hierarchy", "--json")
    try #require(result.status == 0, "\(result.errors)")
    let json = try result.json()
    let clusters = try #require(json["clusters"] as? [[String: Any]])
    #expect(clusters.compactMap { $0["images"] as? Int }.reduce(0, +) == 64 && clusters.count == 3)
    #expect((json["hierarchy"] as? [Any])?.count == 2 && json["isChosen"] as? Bool == false)
    let agreement = try #require(json["agreement"] as? [String: Any])
    #expect(agreement["images"] as? Int == 64)
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 65 && rows[0] == "name,class,cluster,rank,distance")
    let names = try FileManager.default.contentsOfDirectory(atPath: sheets).sorted()
    #expect(names == ["cluster-1.png", "cluster-2.png", "cluster-3.png"])
    // The same clusters again, whatever the number of threads.
    #expect(try run("cluster", "--clusters", "3", "--output", list).status == 0)
    let members = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: list))) as? [[String: Any]])
    #expect(
      members.compactMap { ($0["cluster"] as? Int).map(String.init) }
        == rows.dropFirst().map { String($0.split(separator: ",", omittingEmptySubsequences: false)[2]) })
    let text = try run("cluster", "--method", "ward", "--hierarchy")
    #expect(text.status == 0 && text.output.contains("silhouette by the number") && text.output.contains("NMI"))
    #expect(text.output.contains("chosen") && text.errors.contains("next: barlow select"))
  }

  @Test func wrongClustersTakeOneLine() throws {
    let folder = try TemporaryFolder()
    expect(try run("cluster", "--clusters", "1"), status: 64, "--clusters", "from 2")
    expect(try run("cluster", "--clusters", "65"), status: 64, "65 clusters", "64 images")
    expect(try run("cluster", "--output", folder.file("a.txt")), status: 64, ".csv or .json")
    expect(try run("cluster", "--output", folder.file("none/a.csv")), status: 66, "there is no folder")
    expect(try run("cluster", "--method", "ward", "--seed", "3"), status: 64, "--seed")
    try folder.write(Array("x".utf8), to: "full/keep.txt")
    expect(try run("cluster", "--clusters", "2", "--sheets", folder.file("full")), status: 64, "not empty")
    expect(try run("cluster", "--clusters", "2", "--max-images", "1"), status: 65, "only 1 image")
    let model = try TrainedRun.folder.get().file("run")
    expect(try BarlowTool.run("cluster", folder.file("nothing"), "--model", model), status: 66, "nothing")
    expect(try BarlowTool.run("cluster", "--model", model), status: 64, "DATA is missing")
    // Copies of one image.
    for number in 0..<4 { try folder.write(BMPFixture.image(1, side: 32), to: "same/\(number).bmp") }
    expect(
      try BarlowTool.run("cluster", folder.file("same"), "--model", model, "--no-cache", "--clusters", "2"), status: 65,
      "all 4 images are the same")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("full")) == ["keep.txt"])
  }

  @Test(arguments: ["diverse", "typical", "outliers"]) func imagesAreSelected(mode: String) throws {
    let folder = try TemporaryFolder()
    let table = folder.file("s.csv")
    let result = try run(
      "select", "--by", mode, "--count", "5", "--json", "--output", table, "--sheet", folder.file("s.png"))
    try #require(result.status == 0, "\(result.errors)")
    let selected = try #require(try result.json()["selected"] as? [[String: Any]])
    let names = selected.compactMap { $0["name"] as? String }
    #expect(Set(names).count == 5 && FileManager.default.fileExists(atPath: folder.file("s.png")))
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 6 && rows[1].hasPrefix("1,\(names[0]),"))
    let list = try run("select", "--by", mode, "--count", "5", "--list")
    #expect(list.output.split(separator: "\n").map(String.init) == names)
    let text = try run("select", "--by", mode, "--count", "5")
    #expect(names.allSatisfy { text.output.contains($0) } && text.errors.contains("next: barlow"))
  }

  @Test func noneChosenIsAnAnswer() throws {
    let folder = try TemporaryFolder()
    let (table, sheet) = (folder.file("s.csv"), folder.file("s.png"))
    let result = try run(
      "select", "--by", "outliers", "--threshold", "1e9", "--json", "--output", table, "--sheet", sheet)
    try #require(result.status == 0, "\(result.errors)")
    #expect(try String(contentsOfFile: table, encoding: .utf8) == "rank,name,class,score,suggestion\n")
    #expect(!FileManager.default.fileExists(atPath: sheet))
    let json = try result.json()
    #expect((json["selected"] as? [Any])?.isEmpty == true && json["sheet"] == nil)
    #expect((json["notes"] as? [String])?.contains { $0.hasPrefix("\(sheet) is not written") } == true)
    #expect(result.errors.contains("note: \(sheet) is not written"))
  }

  @Test func wrongLabelsAndUnlabelledImagesAreFound() throws {
    let suspects = try run("select", "--by", "mislabelled", "--json")
    try #require(suspects.status == 0, "\(suspects.errors)")
    let facts = try #require(try suspects.json()["facts"] as? [String: Double])
    #expect(facts["judged"] == 64 && facts["k"] == 20)
    #expect((try suspects.json()["selected"] as? [Any])?.count == facts["suspects"].map { Int($0) })
    // All are labelled: none is left to label.
    expect(try run("select", "--by", "far-from-labelled", "--count", "3"), status: 65, "all 64 images are labelled")
    let folder = try TemporaryFolder()
    for number in 0..<6 {
      try folder.write(BMPFixture.image(number, side: 32), to: "photos/\(number).bmp")
    }
    let model = try TrainedRun.folder.get().file("run")
    let labels = folder.file("labels.csv")
    try Data("0.bmp,dark\nmissing.bmp,light\n".utf8).write(to: URL(filePath: labels))
    let far = try BarlowTool.run(
      "select", folder.file("photos"), "--model", model, "--no-cache", "--by", "far-from-labelled", "--count", "2",
      "--label-file", labels, "--list")
    #expect(far.status == 0 && far.errors.contains("1 row names no image"), "\(far.errors)")
    let paths = far.output.split(separator: "\n").map(String.init)
    #expect(paths.count == 2 && paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    #expect(!paths.contains(folder.file("photos/0.bmp")))
    expect(
      try BarlowTool.run(
        "select", folder.file("photos"), "--model", model, "--no-cache", "--by", "mislabelled", "--label-file", labels),
      status: 65, "1 labelled image")
    try Data("missing.bmp,light\n".utf8).write(to: URL(filePath: labels))
    expect(
      try BarlowTool.run(
        "select", folder.file("photos"), "--model", model, "--by", "mislabelled", "--label-file", labels), status: 65,
      "none of the 6 images")
  }

  @Test func wrongSelectionsTakeOneLine() throws {
    expect(try run("select"), status: 64, "--by is missing")
    expect(try run("select", "--by", "nonsense"), status: 64, "diverse")
    expect(try run("select", "--by", "diverse"), status: 64, "--count is missing")
    expect(try run("select", "--by", "diverse", "--count", "65"), status: 64, "65 images", "64 images")
    expect(try run("select", "--by", "diverse", "--count", "0"), status: 64, "--count")
    expect(try run("select", "--by", "diverse", "--count", "2", "--k", "3"), status: 64, "--k has no effect")
    expect(try run("select", "--by", "typical", "--count", "2", "--threshold", "3"), status: 64, "--threshold")
    expect(try run("select", "--by", "outliers", "--json", "--list"), status: 64, "--list")
    expect(try run("select", "--by", "outliers", "--sheet", "a.jpg"), status: 64, ".png")
    expect(try run("select", "--by", "outliers", "--max-images", "2"), status: 65, "at least 3")
  }
}
