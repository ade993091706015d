import Augmentation
import Images
import Randomness
import TestSupport
import Testing

@testable import Datasets

@Suite struct IDXTests {
  private func open(_ folder: TemporaryFolder, _ split: DatasetSplit = .train) throws -> any ImageDataset {
    try DatasetDescription(parsing: folder.path).open(split: split)
  }

  @Test(arguments: [false, true]) func imagesAndLabelsAreRead(isGzipped: Bool) throws {
    let folder = try TemporaryFolder()
    let suffix = isGzipped ? ".gz" : ""
    let pack = { (bytes: [UInt8]) in isGzipped ? Fixtures.gzip(bytes) : bytes }
    try folder.write(pack(Fixtures.idxImages(3)), to: "train-images-idx3-ubyte\(suffix)")
    try folder.write(pack(Fixtures.idx([3], [4, 0, 2])), to: "train-labels-idx1-ubyte\(suffix)")
    try folder.write(pack(Fixtures.idxImages(1)), to: "t10k-images.idx3-ubyte\(suffix)")
    try folder.write(pack(Fixtures.idx([1], [6])), to: "t10k-labels.idx1-ubyte\(suffix)")
    let train = try open(folder)
    #expect(train.count == 3 && train.channels == 1)
    #expect((0..<3).map { train.label(at: $0) } == [4, 0, 2])
    #expect(train.name(at: 2) == "train/00002")
    // The classes are those of both parts.
    #expect(train.classNames == (0...6).map { "\($0)" })
    guard case .decoded(let image) = try train.source(at: 1) else { throw DatasetError(.badData, "not decoded") }
    #expect(image.width == 5 && image.height == 4)
    #expect(image.pixels == (20..<40).map { UInt8($0 + 1) })
    let test = try open(folder, .test)
    #expect(test.count == 1 && test.label(at: 0) == 6 && test.name(at: 0) == "test/00000")
    #expect(test.classNames == train.classNames)
  }

  @Test func labelsAreOptional() throws {
    let folder = try TemporaryFolder()
    try folder.write(Fixtures.idxImages(2), to: "train-images-idx3-ubyte")
    let dataset = try open(folder)
    #expect(dataset.classNames.isEmpty && dataset.label(at: 0) == nil)
    expectError(.missingInput, "test part") { _ = try open(folder, .test) }
  }

  @Test func damagedFilesAreErrorsThatNameThem() throws {
    let images = Fixtures.idxImages(2)
    var wrongMagic = images
    wrongMagic[2] = 13
    var flipped = Fixtures.gzip(images)
    flipped[40] ^= 1
    let huge = Fixtures.idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1, 2])
    let cases: [(name: String, bytes: [UInt8], message: String)] = [
      ("train-images-idx3-ubyte", wrongMagic, "0 0 13 3"),
      ("train-images-idx3-ubyte", Array(images.prefix(9)), "too short"),
      ("train-images-idx3-ubyte", images.dropLast(), "shorter or longer"),
      ("train-images-idx3-ubyte", images + [0], "shorter or longer"),
      ("train-images-idx3-ubyte", huge, "cannot hold"),
      ("train-images-idx3-ubyte", Fixtures.idx([0, 4, 4], []), "cannot hold"),
      ("train-images-idx3-ubyte.gz", Fixtures.gzip(images).dropLast(20), "gzip"),
      ("train-images-idx3-ubyte.gz", flipped, "gzip"),
      ("train-images-idx3-ubyte.gz", Fixtures.gzip(images + [0]), "shorter or longer"),
      ("train-images-idx3-ubyte.gz", Fixtures.gzip(images.dropLast()), "shorter or longer"),
      ("train-images-idx3-ubyte.gz", Fixtures.gzip(huge), "cannot hold"),
      ("train-images-idx3-ubyte.gz", images, "gzip"),
      ("train-images-idx3-ubyte.gz", [], "gzip"),
    ]
    for (name, bytes, message) in cases {
      let folder = try TemporaryFolder()
      try folder.write(bytes, to: name)
      expectError(.badData, "\(folder.path)/\(name)", message) { _ = try open(folder) }
    }
  }

  @Test func severalGzipMembersAreOneFile() throws {
    let folder = try TemporaryFolder()
    let images = Fixtures.idxImages(2)
    try folder.write(
      Fixtures.gzip(Array(images.prefix(30))) + Fixtures.gzip(Array(images.dropFirst(30))),
      to: "train-images-idx3-ubyte.gz")
    #expect(try open(folder).count == 2)
  }

  @Test func asManyLabelsAsImagesAreNeeded() throws {
    let folder = try TemporaryFolder()
    try folder.write(Fixtures.idxImages(3), to: "train-images-idx3-ubyte")
    try folder.write(Fixtures.idx([2], [0, 1]), to: "train-labels-idx1-ubyte")
    expectError(.badData, "2 labels for the 3 images") { _ = try open(folder) }
  }

  /// Whatever bytes a file has, it is read or there is an error; nothing traps.
  @Test(arguments: [false, true]) func damageNeverTraps(isGzipped: Bool) throws {
    let images = Fixtures.idxImages(2)
    let whole = isGzipped ? Fixtures.gzip(images) : images
    let folder = try TemporaryFolder()
    var generator = SplitMix64(seed: 5, stream: 0)
    var failures = 0
    for _ in 0..<400 {
      var bytes = Array(whole.prefix(whole.count - Int(generator.next(below: 3)) * Int(generator.next(below: 20))))
      for _ in 0..<(1 + generator.next(below: 3)) {
        bytes[Int(generator.next(below: UInt64(min(bytes.count, 40))))] = UInt8(generator.next(below: 256))
      }
      try folder.write(bytes, to: "train-images-idx3-ubyte\(isGzipped ? ".gz" : "")")
      do {
        let dataset = try open(folder)
        for index in 0..<dataset.count { _ = try dataset.source(at: index) }
      } catch is DatasetError {
        failures += 1
      }
    }
    #expect(failures > 200)
  }
}
