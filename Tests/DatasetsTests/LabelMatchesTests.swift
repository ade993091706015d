import Foundation
import TestSupport
import Testing

@testable import Datasets

/// What a table of classes has that the images lack, and the other way round, is counted.
@Suite struct LabelMatchesTests {
  private func table(_ rows: [(String, String)]) throws -> LabelTable { try LabelTable(rows, source: "t.csv") }

  @Test func rowsWithoutImageAndImagesWithoutRowAreCounted() throws {
    let folder = try TemporaryFolder()
    for name in ["x/1.bmp", "2.bmp", "3.bmp", "4.bmp"] { try folder.write(Fixtures.bmp(red: 1), to: name) }
    let rows = [("x/1.bmp", "cat"), ("2", "dog"), ("3.bmp", "cat"), ("9", "cow"), ("8", "cow")]
    let summary = try OpenedData(.folder(folder.path), labels: table(rows)).summary
    // A class that only rows without an image have is none.
    #expect(
      summary.text
        == "\(folder.path), classes by t.csv (3 named; 2 rows name no image; 1 image has no row): 2 classes; 4 images")
    let json = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(summary)) as? [String: Any])
    let matches = try #require(json["labelTable"] as? [String: Any])
    #expect(matches["source"] as? String == "t.csv" && matches["rows"] as? Int == 5)
    #expect(matches["rowsWithoutImage"] as? Int == 2 && matches["imagesWithoutRow"] as? Int == 1)
    #expect(matches["trainingImages"] as? Int == 3 && matches["testImages"] == nil)
    #expect(json["data"] as? String == folder.path && json["classes"] as? Int == 2)

    try FileManager.default.removeItem(atPath: folder.file("4.bmp"))
    let whole = try OpenedData(.folder(folder.path), labels: table(Array(rows.prefix(3)))).summary
    #expect(whole.text == "\(folder.path), classes by t.csv (3 named): 2 classes; 3 images")
  }

  @Test func aPartThatIsNotNamedKeepsItsClasses() throws {
    let folder = try TemporaryFolder()
    for name in ["train/a/1", "train/b/2", "val/images/v1", "val/images/v2", "val/images/v3"] {
      try folder.write(Fixtures.bmp(red: 1), to: name + ".bmp")
    }
    let summary = try OpenedData(
      .folder(folder.path), labels: table([("v1.bmp", "a"), ("v2.bmp", "b"), ("v9.bmp", "b")])
    ).summary
    // The images of the part that keeps its classes need no rows.
    #expect(
      summary.text
        == "\(folder.path), classes by t.csv (its own classes, 2 named; 1 row names no image; 1 image has no row): "
        + "2 classes; train 2 images, test 3 (folder val)")
    #expect(summary.labelTable?.imagesWithoutRow == 1 && summary.labelTable?.trainingImages == 0)
  }

  @Test func filesThatSayTheirClassesMayBeNamedToo() throws {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 3)
    let opened = try OpenedData(
      .folder(folder.path), labels: table([("train/00000", "left"), ("00001", "up")]))
    #expect(
      opened.summary.text
        == "\(folder.path), classes by t.csv (2 named; 1 image has no row): 2 classes; 3 images")
    let images = try opened.open(split: .train)
    #expect((0..<3).map { images.label(at: $0) } == [0, 1, nil])
  }
}
