import Augmentation
import Foundation
import Images
import TestSupport
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct TarShardsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ members: [(String, [UInt8])]) throws {
    try folder.write(TarFixture.archive(members.map { ($0.0, $0.1) }), to: name)
  }

  private func image(_ red: Int) -> [UInt8] { Fixtures.bmp(red: UInt8(red)) }

  private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func open(_ name: String, _ split: DatasetSplit = .train, memoryLimitBytes: Int = 0) throws
    -> any ImageDataset
  {
    try DatasetDescription(parsing: folder.file(name)).open(split: split, memoryLimitBytes: memoryLimitBytes)
  }

  /// The name, the label and the red value of each image.
  private func content(_ dataset: any ImageDataset) throws -> [String] {
    try (0..<dataset.count).map { index in
      guard case .encoded(let bytes) = try dataset.source(at: index) else { return "not a file" }
      let label = dataset.label(at: index).map { dataset.classNames[$0] } ?? "none"
      return "\(dataset.name(at: index)) \(label) \(bytes[56])"
    }
  }

  @Test func samplesAreImagesWithTheirLabels() throws {
    try write(
      "a.tar",
      [
        ("0001.jpg", image(1)), ("0001.cls", text("7\n")), ("0001.json", text("{}")), ("0001.mask.png", image(99)),
        ("x/0002.cls", text("0")), ("x/0002.JPEG", image(2)), ("x/0002.txt", text("a caption")),
        ("x/0003.png", image(3)), ("x/.hidden.png", image(99)), ("./._x/0003.png", image(99)),
        ("./img.2020.webp", image(4)), ("img.2020.cls", text(" 2 ")), ("img.2021.bmp", image(5)),
      ])
    let shards = try open("a.tar")
    #expect(
      try content(shards) == [
        "a.tar/0001.jpg 7 1", "a.tar/x/0002.JPEG 0 2", "a.tar/x/0003.png none 3", "a.tar/img.2020.webp 2 4",
        "a.tar/img.2021.bmp none 5",
      ])
    #expect(shards.classNames == (0...7).map(String.init))
    #expect(shards.channels == 3)
  }

  @Test func labelsThatAreNoNumbersAreNames() throws {
    try write("a.tar", [("1.jpg", image(1)), ("1.cls", text("dog")), ("2.jpg", image(2)), ("2.cls", text("10"))])
    try write("b.tar", [("1.jpg", image(3)), ("1.cls", text("cat"))])
    let shards = try open("{a,b}.tar")
    #expect(shards.classNames == ["10", "cat", "dog"])
    #expect(try content(shards) == ["a.tar/1.jpg dog 1", "a.tar/2.jpg 10 2", "b.tar/1.jpg cat 3"])
  }

  @Test func foldersInsideAreClassesAndParts() throws {
    let members = ["all/train/dog/1.jpg", "all/train/cat/1.jpg", "all/val/cat/2.jpg", "all/val/fish/1.jpg"]
    try write("a.tar", members.enumerated().map { ($1, image($0)) })
    let train = try open("a.tar", .train)
    #expect(train.classNames == ["cat", "dog", "fish"])
    #expect(try content(train) == ["a.tar/all/train/dog/1.jpg dog 0", "a.tar/all/train/cat/1.jpg cat 1"])
    #expect(
      try content(open("a.tar", .test)) == ["a.tar/all/val/cat/2.jpg cat 2", "a.tar/all/val/fish/1.jpg fish 3"])
    try write("flat.tar", [("photos/1.jpg", image(1)), ("photos/2.jpg", image(2))])
    #expect(try content(open("flat.tar")) == ["flat.tar/photos/1.jpg none 1", "flat.tar/photos/2.jpg none 2"])
  }

  @Test func foldersOfShardsAreData() throws {
    try write("w/train/s-1.tar", [("train/dog/1.jpg", image(1)), ("train/cat/1.jpg", image(2))])
    try write("w/train/s-0.tar", [("train/cat/2.jpg", image(3))])
    try write("w/val/s.tar", [("val/cat/9.jpg", image(4))])
    try folder.write(text("about"), to: "w/train/README")
    #expect(
      try content(open("w")) == [
        "train/s-0.tar/train/cat/2.jpg cat 3", "train/s-1.tar/train/dog/1.jpg dog 1",
        "train/s-1.tar/train/cat/1.jpg cat 2",
      ])
    #expect(try content(open("w", .test)) == ["val/s.tar/val/cat/9.jpg cat 4"])
    #expect(try content(open("w/train")).count == 3)
    expectError(.missingInput, "has no test part") { _ = try open("w/train", .test) }
    // Images beside an archive are the data; an archive may lie anywhere.
    try folder.write(image(1), to: "mixed/1.bmp")
    try write("mixed/a.tar", [("2.jpg", image(2))])
    #expect(try content(open("mixed")) == ["1.bmp none 1"])
  }

  @Test func patternsStandForFiles() throws {
    for number in 8...11 { try write("t-\(number < 10 ? "0" : "")\(number).tar", [("\(number).jpg", image(number))]) }
    #expect(try open("t-{08..11}.tar").count == 4)
    #expect(try open("t-1*.tar").count == 2)
    #expect(try open("t-{08,1?}.tar").count == 3)
    #expect(
      try ShardPattern.expand("{a,b}{9..11}.tar") == ["a9.tar", "a10.tar", "a11.tar", "b9.tar", "b10.tar", "b11.tar"])
    expectError(.missingInput, "t-12.tar (from", "no such .tar file") { _ = try open("t-{08..12}.tar") }
    expectError(.missingInput, "z*.tar") { _ = try open("z*.tar") }
    expectError(.missingInput, "z.tar") { _ = try open("z.tar") }
    expectError(.usage, "no range of numbers") { _ = try open("t-{9..8}.tar") }
    expectError(.usage, "no range of numbers") { _ = try open("t-{a..c}.tar") }
    for pattern in ["t-{08.tar", "t-08}.tar", "t-{{a,b},c}.tar", "t-{08}.tar"] {
      expectError(.usage, "braces") { _ = try open(pattern) }
    }
    expectError(.usage, "more than") { _ = try open("t-{0..9999}{0..9999}.tar") }
    expectError(.usage, "more than") { _ = try open("t-{0..99999999}.tar") }
    expectError(.usage, ".tar.gz", "unpack") { _ = try open("t.tar.gz") }
  }

  @Test func shardsThatCannotServeAreErrors() throws {
    try write("empty.tar", [])
    expectError(.missingInput, "empty.tar", "no images") { _ = try open("empty.tar") }
    try folder.write([0x1F, 0x8B, 8, 0, 0, 0, 0], to: "gz.tar")
    expectError(.badData, "gz.tar", "gunzip") { _ = try open("gz.tar") }
    try folder.write([], to: "nothing.tar")
    expectError(.badData, "nothing.tar", "cut off") { _ = try open("nothing.tar") }
    try write("apart.tar", [("1.jpg", image(1)), ("2.jpg", image(2)), ("1.cls", text("1"))])
    expectError(.badData, "apart.tar", "1.cls", "--sort=name") { _ = try open("apart.tar") }
    for label in ["", "\n", "a\nb", "a\u{1B}[2J"] {
      try write("label.tar", [("1.jpg", image(1)), ("1.cls", text(label))])
      expectError(.badData, "label.tar", "1.cls", "class") { _ = try open("label.tar") }
    }
    try write("label.tar", [("1.jpg", image(1)), ("1.cls", [UInt8](repeating: 65, count: 2000))])
    expectError(.badData, "1.cls", "2000 bytes") { _ = try open("label.tar") }
    // Of several damaged shards it is always the first that is named.
    for name in ["s3", "s5"] { try folder.write([1, 2, 3], to: "\(name).tar") }
    for name in ["s1", "s2", "s4"] { try write("\(name).tar", [("1.jpg", image(1))]) }
    for _ in 0..<20 { expectError(.badData, "s3.tar") { _ = try open("s*.tar") } }
  }

  @Test func imagesThatCannotBeReadNameShardAndMember() throws {
    try write("s/a.tar", [("1\u{1B}\n.jpg", []), ("2.jpg", text("text")), ("3.bmp", image(3))])
    let shards = try open("s")
    expectError(.badData, "a.tar/1\\x1B\\n.jpg is empty") { _ = try shards.source(at: 0) }
    let log = BadImageLog()
    let loader = try EvaluationLoader(
      try open("s", memoryLimitBytes: 1 << 20),
      settings: EvaluationSettings(imageSize: 8, resizeTo: nil, normalization: .imageNet, channels: 3), batchSize: 3,
      options: log.options(workers: 1))
    #expect(try loader.next()?.names == ["a.tar/3.bmp"])
    #expect(log.images.map(\.name) == ["a.tar/1\\x1B\\n.jpg", "a.tar/2.jpg"])
  }

  @Test func whatIsKeptInMemoryIsCounted() throws {
    try write("s/a.tar", (1...3).map { ("\($0).bmp", image($0)) })
    #expect(try open("s").keptBytes == 0)
    let kept = try open("s", memoryLimitBytes: 1 << 20)
    let bytes = try (0..<3).map { index -> Int in
      guard case .decoded(let image) = try kept.source(at: index) else { return 0 }
      return image.pixels.count
    }
    #expect(kept.keptBytes == bytes.reduce(0, +) && kept.keptBytes > 0)
    #expect(Subset(kept, indices: [1]).keptBytes == kept.keptBytes / 3)
  }

  @Test func aShardThatChangesIsNoticed() throws {
    for number in 0..<70 { try write("s-\(number).tar", [("\(number).bmp", image(number))]) }
    let shards = try open("s-*.tar")
    #expect(try content(shards).count == 70)
    // More shards than stay open at a time: the first is opened anew.
    try write("s-0.tar", [("0.bmp", image(1)), ("1.bmp", image(1))])
    expectError(.badData, "s-0.tar has changed", "start again") { _ = try shards.source(at: 0) }
  }

  @Test(arguments: [0, 1, 3]) func workersAndResumingDoNotChangeTheBatches(workers: Int) throws {
    for shard in 0..<5 { try write("s-\(shard).tar", (0..<11).map { ("\($0).bmp", image(shard * 11 + $0)) }) }
    let layout = try #require(try open("s-*.tar").storage)
    #expect(layout.runs == (0..<5).map { ($0 * 11)..<($0 * 11 + 11) })
    let dataset = SmallBuffer(base: try open("s-*.tar"), bufferCount: 8)
    var recipe = LoaderFixtures.recipe
    recipe.normalization = .imageNet
    func records(workers: Int, epoch: Int, step: Int, _ count: Int) throws -> [BatchRecord] {
      let loader = try TwoViewLoader(
        dataset, recipe: recipe, channels: 3, batchSize: 4, seed: 5, epoch: epoch, step: step,
        options: BadImageLog().options(workers: workers))
      return try (0..<count).map { _ in BatchRecord(try loader.next()) }
    }
    let whole = try records(workers: 0, epoch: 0, step: 0, 30)
    #expect(whole.first?.views[0] != whole.last?.views[0])
    #expect(try records(workers: workers, epoch: 0, step: 0, 30) == whole)
    #expect(try records(workers: workers, epoch: 1, step: 7, 10) == Array(whole[20...]))
  }
}

/// A data set with a shuffle buffer that is smaller than it.
struct SmallBuffer: ImageDataset {
  let base: any ImageDataset
  let bufferCount: Int

  var count: Int { base.count }
  var channels: Int { base.channels }
  var classNames: [String] { base.classNames }
  var storage: StorageLayout? { base.storage.map { StorageLayout(runs: $0.runs, bufferCount: bufferCount) } }
  func label(at index: Int) -> Int? { base.label(at: index) }
  func name(at index: Int) -> String { base.name(at: index) }
  func source(at index: Int) throws(DatasetError) -> ImageSource { try base.source(at: index) }
  func willNeed(_ indices: [Int]) { base.willNeed(indices) }
}
