import Augmentation
import Images
import TestSupport
import Testing

@testable import Datasets

@Suite struct CIFAR10Tests {
  @Test(arguments: ["", "cifar-10-batches-bin/"]) func batchesAreReadInOrder(place: String) throws {
    let folder = try TemporaryFolder()
    for batch in 1...5 {
      try folder.write(
        Fixtures.cifarRecord(label: UInt8(batch)) + Fixtures.cifarRecord(label: 0),
        to: "\(place)data_batch_\(batch).bin")
    }
    try folder.write(Fixtures.cifarRecord(label: 9), to: "\(place)test_batch.bin")
    let description = try DatasetDescription(parsing: "cifar10:\(folder.path)")
    let train = try description.open(split: .train)
    #expect((0..<train.count).map { train.label(at: $0) } == [1, 0, 2, 0, 3, 0, 4, 0, 5, 0])
    #expect(train.channels == 3 && train.classNames[9] == "truck")
    guard case .decoded(let image) = try train.source(at: 2) else { throw DatasetError(.badData, "not decoded") }
    // Planes become interleaved: pixel 33 is column 1 of row 1.
    #expect(image.width == 32 && image.height == 32)
    #expect(Array(image.pixels[(33 * 3)..<(34 * 3)]) == [35, 85, 135])
    let test = try description.open(split: .test)
    #expect(test.count == 1 && test.label(at: 0) == 9)
  }

  @Test func classFoldersAreUnderstood() throws {
    let folder = try TemporaryFolder()
    try folder.write(Fixtures.bmp(red: 1), to: "train/cat/1.bmp")
    try folder.write(Fixtures.bmp(red: 2), to: "train/dog/1.bmp")
    try folder.write(Fixtures.bmp(red: 3), to: "test/dog/2.bmp")
    let description = try DatasetDescription(parsing: "cifar10:\(folder.path)")
    #expect(try description.open(split: .train).count == 2)
    let test = try description.open(split: .test)
    #expect(test.name(at: 0) == "test/dog/2.bmp" && test.label(at: 0) == 1 && test.classNames == ["cat", "dog"])
  }

  @Test func whatIsMissingOrDamagedIsNamed() throws {
    let folder = try TemporaryFolder()
    let description = try DatasetDescription(parsing: "cifar10:\(folder.path)")
    expectError(.missingInput, folder.path, "data_batch_1.bin") { _ = try description.open(split: .train) }
    try folder.write(Fixtures.cifarRecord(label: 1), to: "data_batch_1.bin")
    expectError(.missingInput, "data_batch_2.bin is missing") { _ = try description.open(split: .train) }
    try folder.write(Fixtures.cifarRecord(label: 1).dropLast(), to: "test_batch.bin")
    expectError(.badData, "test_batch.bin", "3072 bytes") { _ = try description.open(split: .test) }
    try folder.write(Fixtures.cifarRecord(label: 10), to: "test_batch.bin")
    expectError(.badData, "label 10", "record 0") { _ = try description.open(split: .test) }
    expectError(.missingInput, "/nowhere/at/all") {
      _ = try DatasetDescription(parsing: "cifar10:/nowhere/at/all").open(split: .train)
    }
  }
}
