import Augmentation
import Foundation
import Images
import TestSupport
import Testing

@testable import Datasets

@Suite struct ImageFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ split: DatasetSplit = .train, heldOut: HeldOut? = nil) throws -> any ImageDataset {
    try DatasetDescription(parsing: folder.path).open(split: split, heldOut: heldOut)
  }

  private func names(_ dataset: any ImageDataset) -> [String] { (0..<dataset.count).map { dataset.name(at: $0) } }

  private func write(_ names: String...) throws {
    for name in names { try folder.write(Fixtures.bmp(red: UInt8(name.count)), to: name) }
  }

  @Test func imagesWithoutSubfoldersHaveNoClasses() throws {
    try write("b.bmp", "a.JPG", "c.webp", "d.Png", "e.jpeg", ".hidden.bmp", "bmp")
    try folder.write(Array("words".utf8), to: "notes.txt")
    let dataset = try open()
    #expect(names(dataset) == ["a.JPG", "b.bmp", "bmp", "c.webp", "d.Png", "e.jpeg"])
    #expect(dataset.classNames.isEmpty && dataset.label(at: 0) == nil && dataset.channels == 3)
  }

  @Test func theFirstSubfolderIsTheClass() throws {
    try write("dog/2.bmp", "dog/1.bmp", "cat/deep/deeper/1.bmp", "loose.bmp", ".trash/1.bmp")
    try folder.write(Array("words".utf8), to: "papers/read.me")
    let dataset = try open()
    #expect(names(dataset) == ["cat/deep/deeper/1.bmp", "dog/1.bmp", "dog/2.bmp", "loose.bmp"])
    #expect(dataset.classNames == ["cat", "dog"])
    #expect((0..<4).map { dataset.label(at: $0) } == [0, 1, 1, nil])
  }

  @Test(arguments: ["test", "val", "validation"]) func splitsHaveTheSameClasses(testName: String) throws {
    try write("train/b/1.bmp", "train/a/1.bmp", "\(testName)/c/1.bmp", "\(testName)/b/2.bmp", "other/x.bmp")
    let train = try open(.train)
    let test = try open(.test)
    #expect(names(train) == ["train/a/1.bmp", "train/b/1.bmp"])
    #expect(names(test) == ["\(testName)/b/2.bmp", "\(testName)/c/1.bmp"])
    #expect(train.classNames == ["a", "b", "c"] && test.classNames == train.classNames)
    #expect((0..<2).map { test.label(at: $0) } == [1, 2])
    #expect(try OpenedData(.folder(folder.path)).hasTestPart)
  }

  @Test func aClassMayBeCalledTrain() throws {
    try write("train/1.bmp", "bus/1.bmp")
    #expect(try open().classNames == ["bus", "train"])
    #expect(try !OpenedData(.folder(folder.path)).hasTestPart)
  }

  @Test func linksAreFollowedUnlessTheyAreCycles() throws {
    try write("a/1.bmp")
    try folder.link("a/up", to: "..")
    try folder.link("a/self", to: ".")
    try folder.link("b", to: "a")
    try folder.link("broken.bmp", to: "nothing")
    let dataset = try open()
    #expect(names(dataset) == ["a/1.bmp", "b/1.bmp", "broken.bmp"])
    expectError(.missingInput, "broken.bmp") { _ = try dataset.source(at: 2) }
  }

  @Test func namesNeedNotBeUnicode() throws {
    let name = [UInt8](folder.path.utf8) + [0x2F, 0xFF, 0xFE] + Array(".bmp".utf8) + [0]
    let file = Foundation.open(name.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
    try #require(file >= 0, "this file system takes only Unicode names")
    close(file)
    expectError(.badData, "is empty") { _ = try open().source(at: 0) }
  }

  @Test func emptyFoldersAreErrors() throws {
    expectError(.missingInput, folder.path, "holds no images: JPEG, PNG") {
      _ = try open()
    }
    try folder.makeFolder("train")
    try folder.makeFolder("test")
    expectError(.missingInput, "\(folder.path) holds no images") { _ = try open() }
  }

  @Test func oneImageIsADataset() throws {
    try write("only.bmp")
    #expect(try open().count == 1)
    expectError(.usage, "none can be held out") { _ = try open(.test, heldOut: HeldOut(fraction: 0.5, seed: 0)) }
  }

  @Test func decodedImagesAreKeptOnlyUnderTheLimit() throws {
    try write("a.bmp", "b.bmp")
    let description = try DatasetDescription(parsing: folder.path)
    let bytes = 2 * 6 * 4 * 3
    let kept = try description.open(split: .train, memoryLimitBytes: bytes)
    guard case .decoded(let image) = try kept.source(at: 0) else { throw DatasetError(.badData, "not decoded") }
    #expect(image.width == 6 && image.height == 4 && image.pixels[0] == 5)
    try FileManager.default.removeItem(atPath: "\(folder.path)/a.bmp")
    guard case .decoded(let again) = try kept.source(at: 0) else { throw DatasetError(.badData, "not decoded") }
    #expect(again == image)
    try write("a.bmp")
    let onDisk = try description.open(split: .train, memoryLimitBytes: bytes - 1)
    guard case .encoded = try onDisk.source(at: 0) else { throw DatasetError(.badData, "not encoded") }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func filesWithoutPermissionAreErrors() throws {
    try write("secret.bmp", "locked/1.bmp")
    chmod("\(folder.path)/secret.bmp", 0)
    expectError(.inputOutput, "secret.bmp", "chmod") { _ = try open().source(at: 1) }
    chmod("\(folder.path)/locked", 0)
    expectError(.inputOutput, "locked", "chmod") { _ = try open() }
    chmod("\(folder.path)/locked", 0o700)
  }

  @Test func systemErrorsAreSorted() {
    #expect(DatasetError.system(EACCES, "x").kind == .inputOutput)
    #expect(DatasetError.system(ENOENT, "x").kind == .missingInput)
    #expect(DatasetError.system(EMFILE, "x").isExhaustion && !DatasetError.system(EIO, "x").isExhaustion)
  }
}
