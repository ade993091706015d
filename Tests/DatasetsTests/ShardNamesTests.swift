import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Shards under any name, and what stands in them beside images.
@Suite struct ShardNamesTests {
  private func image(_ red: Int) -> [UInt8] { Fixtures.bmp(red: UInt8(red)) }

  private func names(_ images: any ImageDataset) -> [String] { (0..<images.count).map { images.name(at: $0) } }

  /// Writes a file whose path has these bytes below a folder.
  private func write(_ content: [UInt8], _ name: [UInt8], in folder: TemporaryFolder) throws {
    let file = FileReader.withPath(Array("\(folder.path)/".utf8) + name) { fopen($0, "wb") }
    let opened = try #require(file)
    defer { fclose(opened) }
    try #require(fwrite(content, 1, content.count, opened) == content.count)
  }

  @Test func namesOfShardsAreBytes() throws {
    let folder = try TemporaryFolder()
    // é and è as Latin-1 has them.
    for (byte, red) in [(UInt8(0xE9), 1), (0xE8, 2)] {
      try write(
        TarFixture.archive([("a/1.bmp", image(red)), ("b/2.bmp", image(red + 10))]),
        Array("caf".utf8) + [byte] + Array(".tar".utf8), in: folder)
    }
    for data in [DatasetDescription.folder(folder.path), .shards(folder.file("*.tar"))] {
      let images = try data.open(split: .train, memoryLimitBytes: 0)
      #expect(
        names(images) == [
          "caf\\xE8.tar/a/1.bmp", "caf\\xE8.tar/b/2.bmp", "caf\\xE9.tar/a/1.bmp", "caf\\xE9.tar/b/2.bmp",
        ])
      let reds = try (0..<4).map { index -> UInt8 in
        guard case .encoded(let bytes) = try images.source(at: index) else { return 0 }
        return bytes[56]
      }
      #expect(reds == [2, 12, 1, 11])
      #expect(try images.sourceFiles(of: [0])?.map(\.path.count).count == 2)
    }
    try write([1, 2, 3], [0xFF] + Array(".tar".utf8), in: folder)
    expectError(.badData, "\\xFF.tar is cut off") { _ = try OpenedData(.folder(folder.path)) }
  }

  @Test func capitalsAreShardsToo() throws {
    let folder = try TemporaryFolder()
    try folder.write(TarFixture.archive([("a/1.bmp", image(1))]), to: "x-train-0.TAR")
    try folder.write(TarFixture.archive([("a/2.bmp", image(2))]), to: "x-val-0.Tar")
    #expect(
      try OpenedData(.folder(folder.path)).summary.text
        == "\(folder.path): 1 class; train 1 image, test 1 (folder val)")
    for (name, image) in [
      ("x-train-0.TAR", "x-train-0.TAR/a/1.bmp"), ("x-val-0.Tar", "x-val-0.Tar/a/2.bmp"),
      ("*.TAR", "x-train-0.TAR/a/1.bmp"),
    ] {
      let data = try DatasetDescription(parsing: folder.file(name))
      #expect(data == .shards(folder.file(name)) && data.absolute == data)
      #expect(try names(data.open(split: .train)) == [image])
    }
    expectError(.usage, "unpack it first") { _ = try DatasetDescription(parsing: "a.TAR.GZ") }
  }

  @Test func aDescriptionMayStandBeforeItsImage() throws {
    let folder = try TemporaryFolder()
    let text = Array("words".utf8)
    // As tar --sort=name packs them, and the other way round: the same images.
    let members = [
      ("k1.caption.txt", text), ("k1.edited.jpg", image(9)), ("k1.jpg", image(1)), ("k2.caption.txt", text),
      ("k2.jpg", image(2)),
    ]
    for (name, order) in [("a", members), ("b", Array(members.reversed()))] {
      try folder.write(TarFixture.archive(order.map { ($0.0, $0.1) }), to: "\(name).tar")
      let opened = try OpenedData(.shards(folder.file("\(name).tar")))
      #expect(Set(names(try opened.open(split: .train))) == ["\(name).tar/k1.jpg", "\(name).tar/k2.jpg"])
      #expect(
        opened.summary.text
          == "\(folder.file("\(name).tar")): no classes; 2 images; left out 3 files (2 .txt, 1 beside the image of their sample)"
      )
    }
    // What describes another sample says nothing of this one.
    try folder.write(
      TarFixture.archive([("k1.txt", text), ("k2.jpg", image(1)), ("k1.jpg", image(2)), ("k1.edited.jpg", image(3))]),
      to: "c.tar")
    #expect(try OpenedData(.shards(folder.file("c.tar"))).open(split: .train).count == 3)
  }

  @Test func whatIsNoFileInAShardIsCounted() throws {
    let folder = try TemporaryFolder()
    func empty(_ name: String, _ type: Character) -> [UInt8] { TarFixture.member(name, [], type: type) }
    // As tar writes a file that it is given twice: nothing is lost.
    let again = TarFixture.header(Array("a/1.bmp".utf8), size: [], type: "1", target: Array("a/1.bmp".utf8))
    let archive =
      empty("a/", "5") + TarFixture.member("a/1.bmp", image(1)) + again + empty("a/2.bmp", "2") + empty("a/3.bmp", "1")
      + empty("null", "3") + empty("pipe", "6") + TarFixture.member("a/.4.bmp", image(4))
      + TarFixture.member("a/.notes", [1]) + TarFixture.member("b/5.bmp", image(5)) + TarFixture.end
    try folder.write(archive, to: "a.tar")
    #expect(
      try OpenedData(.shards(folder.file("a.tar"))).summary.text
        == "\(folder.file("a.tar")): 2 classes; 2 images; left out 5 files (2 links, 1 device, 1 hidden images, 1 named pipe)"
    )
  }
}
