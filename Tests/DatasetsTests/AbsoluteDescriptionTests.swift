import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Two spellings of one folder are one data set.
@Suite struct AbsoluteDescriptionTests {
  @Test func spellingsOfAFolderAreTheSame() throws {
    let folder = try TemporaryFolder()
    let images = folder.file("images")
    try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: images)
    let expected = DatasetDescription.folder(images).absolute
    for path in ["/images", "/images/", "/./images", "/images/../images", "/link"] {
      #expect(try DatasetDescription(parsing: folder.path + path).absolute == expected, "\(path)")
    }
    #expect(DatasetDescription.cifar10(folder.file("link")).absolute == .cifar10(images))
    #expect(DatasetDescription.folder(folder.path).absolute != expected)
  }

  @Test func aPatternIsFoundByItsFolder() throws {
    let folder = try TemporaryFolder()
    let pattern = folder.path + "/./train-{0..3}.tar"
    #expect(DatasetDescription.shards(pattern).absolute == .shards(folder.path + "/train-{0..3}.tar"))
  }

  @Test(arguments: ["made up", "nowhere/at all", "nowhere/x-{0..3}.tar"]) func whatDoesNotExistStays(name: String) {
    #expect(DatasetDescription.folder(name).absolute == .folder(name))
  }

  @Test func relativePathsBecomeAbsolute() {
    #expect(DatasetDescription.folder(".").absolute == .folder(FileManager.default.currentDirectoryPath))
    #expect(DatasetDescription.fashionMNIST.absolute == .fashionMNIST)
  }
}
