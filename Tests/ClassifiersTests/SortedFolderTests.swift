import Datasets
import Files
import Foundation
import TestSupport
import Testing

@testable import Classifiers

/// Folders of links and copies that leave the images where they are.
@Suite struct SortedFolderTests {
  private let folder: TemporaryFolder
  private let images: any ImageDataset

  init() throws {
    folder = try TemporaryFolder()
    for (number, name) in ["a/one.bmp", "b/one.bmp", "c/two.bmp"].enumerated() {
      try folder.write(BMPFixture.image(number), to: "photos/\(name)")
    }
    images = try DatasetDescription.folder(folder.file("photos")).open(split: .train)
  }

  private func prediction(_ index: Int, _ name: String, unlike: Bool = false) -> ImagePrediction {
    ImagePrediction(
      name: images.name(at: index), predictedClass: name, probability: 0.9, secondClass: "other",
      secondProbability: 0.1, distance: 0.5, isUnlikeKnown: unlike, knownClass: nil)
  }

  private func sort(_ means: SortedFolder.Means) throws -> String {
    let path = folder.file("sorted")
    let sorted = try SortedFolder(path, classNames: ["cat", "dog", "empty"], means: means)
    for (index, name) in ["cat", "cat", "dog"].enumerated() {
      try sorted.add(prediction(index, name, unlike: index == 2), of: images, at: index)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    try sorted.finish()
    return path
  }

  @Test(arguments: SortedFolder.Means.allCases) func imagesOfOneNameLieBesideEachOther(_ means: SortedFolder.Means)
    throws
  {
    let path = try sort(means)
    let contents = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    #expect(contents == ["cat", "cat/one-2.bmp", "cat/one.bmp", "unlike-known", "unlike-known/two.bmp"])
    let first = try Data(contentsOf: URL(filePath: "\(path)/cat/one-2.bmp"))
    #expect([UInt8](first) == BMPFixture.image(1))
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(path)/cat/one.bmp")
    #expect(target == (means == .links ? "../../photos/a/one.bmp" : nil))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["photos", "sorted"])
  }

  @Test func whatIsThereStays() throws {
    try folder.write([1], to: "full/file")
    try folder.makeFolder("none")
    #expect(throws: FileError.self) { try SortedFolder(folder.file("full"), classNames: ["a"], means: .links) }
    #expect(throws: FileError.self) { try SortedFolder(folder.file("full/file"), classNames: ["a"], means: .links) }
    // One that is given up leaves nothing.
    do {
      let sorted = try SortedFolder(folder.file("none"), classNames: ["cat"], means: .copies)
      try sorted.add(prediction(0, "cat"), of: images, at: 0)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["full", "none", "photos"])
    try SortedFolder(folder.file("none"), classNames: ["cat"], means: .copies).finish()
  }

  @Test(arguments: ["", ".", "..", "a/b", "a\nb", "unlike-known"]) func namesThatAreNoFoldersAreRefused(_ name: String)
  {
    #expect(throws: FileError.self) { try SortedFolder(folder.file("x"), classNames: ["a", name], means: .links) }
  }
}
