import Datasets
import Duplicates
import Foundation
import Images
import TestSupport
import Testing

/// Copies that are planted among other pictures.
@Suite struct DuplicateSearchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<12 { try write(TexturedImages.image(number), "other-\(number)") }
  }

  private func write(_ image: Image, _ name: String) throws {
    try folder.write(Array(try encodePNG(image)), to: "data/\(name).png")
  }

  private func search(_ settings: DuplicateSettings = DuplicateSettings()) throws -> DuplicateSearch {
    let images = try DatasetDescription(parsing: folder.file("data")).open(split: .train)
    return try DuplicateSearch(of: images, settings: settings, options: LoaderOptions(workers: 1))
  }

  private func names(_ group: DuplicateGroup) -> [String] {
    group.others.map { URL(filePath: $0.path).lastPathComponent }
  }

  @Test func otherPicturesAreNoDuplicates() throws {
    let found = try search()
    #expect(found.groups.isEmpty, "\(found.groups)")
    #expect(found.imageCount == 12)
    #expect(found.skippedCount == 0)
  }

  @Test func findsEachKindOfCopyAndSaysWhichItIs() throws {
    let image = TexturedImages.image(3)
    try folder.write(try encodeJPEG(image), to: "data/copy-jpeg.jpg")
    try write(TexturedImages.halved(image), "copy-half")
    try write(TexturedImages.part(image, x: 8, y: 3, width: 108, height: 81), "copy-part")
    try write(TexturedImages.turned(image), "copy-turned")
    try write(TexturedImages.mirrored(image), "copy-mirrored")
    let dark = Image(width: image.width, height: image.height, channels: 3, pixels: image.pixels.map { $0 / 2 + 10 })
    try write(dark, "copy-dark")
    try FileManager.default.copyItem(
      atPath: folder.file("data/other-3.png"), toPath: folder.file("data/copy-bytes.png"))
    let groups = try search().groups
    try #require(groups.count == 1)
    let all = [groups[0].kept] + groups[0].others
    #expect(all.count == 8)
    let changes = Dictionary(
      uniqueKeysWithValues: all.map { (URL(filePath: $0.path).lastPathComponent, $0.changes) })
    let kept = URL(filePath: groups[0].kept.path).lastPathComponent
    #expect(groups[0].kept.width * groups[0].kept.height == 120 * 90)
    // Which of those of full size is the sharpest, the picture decides.
    guard kept == "other-3.png" || kept == "copy-bytes.png" else {
      Issue.record("kept \(kept)")
      return
    }
    #expect(changes[kept == "other-3.png" ? "copy-bytes.png" : "other-3.png"] == [.copy])
    #expect(changes["copy-jpeg.jpg"] == [.reencoded])
    #expect(changes["copy-half.png"] == [.resized])
    #expect(changes["copy-part.png"] == [.cropped])
    #expect(changes["copy-turned.png"] == [.rotated])
    #expect(changes["copy-mirrored.png"] == [.mirrored])
    #expect(changes["copy-dark.png"] == [.recolored])
  }

  @Test func aLinkIsTheSameFileAndNoSurplus() throws {
    try FileManager.default.linkItem(atPath: folder.file("data/other-1.png"), toPath: folder.file("data/link.png"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("data/symbolic.png"), withDestinationPath: folder.file("data/other-1.png"))
    let groups = try search().groups
    try #require(groups.count == 1)
    #expect(groups[0].others.map(\.changes) == [[.sameFile], [.sameFile]])
    #expect(groups[0].surplus.isEmpty)
  }

  @Test func exactCopiesNeedNoDecoding() throws {
    try folder.write([1, 2, 3], to: "data/broken.png")
    try folder.write([1, 2, 3], to: "data/broken-too.png")
    try folder.write([1, 2, 4], to: "data/broken-otherwise.png")
    try FileManager.default.copyItem(atPath: folder.file("data/other-2.png"), toPath: folder.file("data/two.png"))
    var settings = DuplicateSettings()
    settings.isExact = true
    let found = try search(settings)
    #expect(found.groups.map { names($0).sorted() } == [["broken-too.png"], ["two.png"]])
    #expect(found.imageCount == 16)
    #expect(found.groups.allSatisfy { $0.others[0].changes == [.copy] })
  }

  @Test func theLargestIsKeptThenTheSharpestThenTheOldest() throws {
    let image = TexturedImages.image(5)
    try write(TexturedImages.halved(image), "other-5")
    try write(image, "z-large")
    var found = try search().groups
    #expect(found.map(\.reason) == ["the largest"])
    #expect(found.first?.kept.path.hasSuffix("z-large.png") == true)

    // A blurred copy of the same size.
    var blurred = image
    for place in 3..<(image.pixels.count - 3) {
      blurred.pixels[place] = UInt8(
        (Int(image.pixels[place - 3]) + 2 * Int(image.pixels[place]) + Int(image.pixels[place + 3])) / 4)
    }
    try write(blurred, "a-blurred")
    found = try search().groups
    #expect(found.map(\.reason) == ["the sharpest of the largest"])
    #expect(found.first?.kept.path.hasSuffix("z-large.png") == true)

    try FileManager.default.copyItem(atPath: folder.file("data/z-large.png"), toPath: folder.file("data/b-copy.png"))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: folder.file("data/z-large.png"))
    found = try search().groups
    #expect(found.map(\.reason) == ["the oldest of the sharpest"])
    #expect(found.first?.kept.path.hasSuffix("z-large.png") == true)
  }

  @Test func anImageThatCannotBeReadIsAnErrorOrSkipped() throws {
    try folder.write([1, 2, 3], to: "data/broken.png")
    #expect(throws: DatasetError.self) { try search() }
    let images = try DatasetDescription(parsing: folder.file("data")).open(split: .train)
    let found = try DuplicateSearch(of: images, options: LoaderOptions(workers: 2, onBadImage: .skip))
    #expect(found.skippedCount == 1)
    #expect(found.imageCount == 12)
  }

  @Test func flatPicturesAreNotTakenForEachOther() throws {
    for (name, level) in [("flat-a", 40), ("flat-b", 200)] {
      try write(
        Image(width: 40, height: 40, channels: 3, pixels: Array(repeating: UInt8(level), count: 4800)), name)
    }
    #expect(try search().groups.isEmpty)
  }

  @Test func itStopsWhenAskedTo() throws {
    struct Stopped: Error {}
    let images = try DatasetDescription(parsing: folder.file("data")).open(split: .train)
    #expect(throws: Stopped.self) {
      try DuplicateSearch(of: images, options: LoaderOptions(workers: 1)) { _ in throw Stopped() }
    }
  }
}
