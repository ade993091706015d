import Augmentation
import Images
import TestSupport
import Testing

@testable import Datasets

@Suite struct FashionMNISTTests {
  private static let isInstalled = (try? FashionMNIST.find(in: FashionMNIST.dataFolders)) != nil

  @Test(.enabled(if: isInstalled, "the Debian package dataset-fashion-mnist is not installed"))
  func theInstalledDataIsRead() throws {
    let description = try DatasetDescription(parsing: "fashion-mnist")
    let train = try description.open(split: .train)
    let test = try description.open(split: .test)
    #expect(train.count == 60_000 && test.count == 10_000 && train.channels == 1)
    #expect(train.label(at: 0) == 9 && train.classNames[9] == "Ankle boot")
    #expect(test.label(at: 0) == 9 && test.classNames == train.classNames)
    var perClass = [Int](repeating: 0, count: 10)
    for index in 0..<train.count { perClass[train.label(at: index) ?? 0] += 1 }
    #expect(perClass == [Int](repeating: 6000, count: 10))
    guard case .decoded(let image) = try train.source(at: 0) else { throw DatasetError(.badData, "not decoded") }
    // The sum of the first boot's pixels, as numpy reads them.
    #expect(image.width == 28 && image.pixels.reduce(0) { $0 + Int($1) } == 76_247)
  }

  @Test func itsAbsenceNamesThePackage() throws {
    let folder = try TemporaryFolder()
    expectError(.missingInput, "dataset-fashion-mnist", folder.path) {
      _ = try DatasetDescription.fashionMNIST.open(
        split: .train, heldOut: nil, memoryLimitBytes: 0, dataFolders: [folder.path])
    }
  }

  @Test func aLabelBeyondTheTenClassesIsAnError() throws {
    let folder = try TemporaryFolder()
    let place = "datasets/fashion-mnist"
    try folder.write(Fixtures.idxImages(1), to: "\(place)/train-images-idx3-ubyte")
    try folder.write(Fixtures.idx([1], [10]), to: "\(place)/train-labels-idx1-ubyte")
    expectError(.badData, "label 10") {
      _ = try DatasetDescription.fashionMNIST.open(
        split: .train, heldOut: nil, memoryLimitBytes: 0, dataFolders: [folder.path])
    }
  }
}
