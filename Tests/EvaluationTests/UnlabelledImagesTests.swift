import Datasets
import Testing
import TestSupport

@testable import Evaluation

/// Images without a class are left out of an evaluation, and counted.
@Suite struct UnlabelledImagesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for part in ["train", "test"] {
      for index in 0..<8 {
        try folder.write(BMPFixture.image(index), to: "\(part)/\(["a", "b"][index % 2])/\(index).bmp")
      }
    }
  }

  private func names(_ images: any ImageDataset) -> [String] { (0..<images.count).map { images.name(at: $0) } }

  @Test func aLooseImageIsLeftOut() throws {
    let before = try EvaluationParts(.folder(folder.path))
    #expect(before.unlabelled == UnlabelledImages(training: 0, test: 0) && before.unlabelled.text() == nil)
    for name in ["train/loose.bmp", "test/loose.bmp", "test/more.bmp"] {
      try folder.write(BMPFixture.image(9), to: name)
    }
    let parts = try EvaluationParts(.folder(folder.path))
    #expect(names(parts.training) == names(before.training) && names(parts.test) == names(before.test))
    #expect(try parts.requireLabels() == 0)
    #expect(parts.unlabelled == UnlabelledImages(training: 1, test: 2) && parts.summary?.unlabelled == parts.unlabelled)
    #expect(parts.unlabelled.text() == "1 training image and 2 test images have no class and are left out")
    // A limit is one of images with classes.
    let few = try EvaluationParts(.folder(folder.path), maxImages: 8)
    #expect(few.training.count == 8 && few.test.count == 8 && few.unlabelled == parts.unlabelled)
  }

  @Test func heldOutAndLeftOutInTurnToo() throws {
    let whole = folder.file("train")
    let before = try EvaluationParts(.folder(whole))
    try folder.write(BMPFixture.image(9), to: "train/loose.bmp")
    let held = try EvaluationParts(.folder(whole))
    #expect(names(held.training) == names(before.training) && names(held.test) == names(before.test))
    #expect(held.unlabelled.training + held.unlabelled.test == 1)
    let turns = try EvaluationParts(.folder(whole), leaveOneOut: true)
    #expect(turns.training.count == 8 && turns.unlabelled == UnlabelledImages(training: 1, test: 0))
    #expect(turns.unlabelled.text(areOne: true) == "1 image has no class and is left out")
    #expect(try turns.requireLabels() == 0)
    let given = try EvaluationParts(
      leavingOneOut: DatasetDescription.folder(whole).open(split: .train), of: .folder(whole))
    #expect(given.training.count == 8 && given.unlabelled.training == 1)
  }

  @Test func whereNoneOrOneClassIsLeftIsAnError() throws {
    let loose = try TemporaryFolder()
    for index in 0..<4 { try loose.write(BMPFixture.image(index), to: "\(index).bmp") }
    let none = try #require(throws: EvaluationError.self) { try EvaluationParts(.folder(loose.path)).requireLabels() }
    #expect(none.description.contains("images have no label"))
    let table = try LabelTable([("0", "a"), ("1", "a")], source: "t.csv")
    let one = try #require(throws: EvaluationError.self) {
      try EvaluationParts(OpenedData(.folder(loose.path), labels: table), leaveOneOut: true).requireLabels()
    }
    #expect(one.description.contains("are all of one class, a"))
  }
}
