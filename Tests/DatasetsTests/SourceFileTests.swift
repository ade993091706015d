import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct SourceFileTests {
  private func files(_ path: String, _ split: DatasetSplit = .train) throws -> [SourceFile]? {
    let data = try DatasetDescription(parsing: path).open(split: split)
    return try data.sourceFiles(of: Array(0..<data.count))
  }

  @Test func imagesAndLabelsOfAnIDXFolder() throws {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 4)
    try IDXFixture.write(to: folder, prefix: "t10k", count: 2)
    let names = try #require(try files(folder.path)).map { URL(filePath: $0.path).lastPathComponent }
    // The labels of both parts decide which classes there are.
    #expect(names == ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"])
    #expect(try files(folder.path)?.first?.sizeBytes == 16 + 4 * 784)
  }

  @Test func filesOfAFolderInTheOrderOfImages() throws {
    let folder = try TemporaryFolder()
    for index in 0..<4 { try folder.write(BMPFixture.image(index), to: "c\(index % 2)/\(index).bmp") }
    let data = try DatasetDescription(parsing: folder.path).open(split: .train)
    let part = Subset(data, indices: [2, 0])
    #expect(try part.sourceFiles(of: [0, 1])?.map(\.path) == ["c1/1.bmp", "c0/0.bmp"].map { folder.file($0) })
    try FileManager.default.removeItem(atPath: folder.file("c0/0.bmp"))
    #expect(throws: DatasetError.self) { try part.sourceFiles(of: [0, 1]) }
  }

  @Test func shardsAsWholes() throws {
    let folder = try TemporaryFolder()
    for shard in 0..<2 {
      try folder.write(
        TarFixture.archive([("a/\(shard).bmp", BMPFixture.image(shard))]), to: "shard-\(shard).tar")
    }
    let found = try #require(try files(folder.path))
    #expect(found.map(\.path) == (0..<2).map { folder.file("shard-\($0).tar") })
  }

  @Test func batchesOfCIFAR() throws {
    let folder = try TemporaryFolder()
    for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      try folder.write([UInt8](repeating: 1, count: 3073), to: name)
    }
    #expect(try files(folder.path)?.count == 5)
    #expect(try files(folder.path, .test)?.map { URL(filePath: $0.path).lastPathComponent } == ["test_batch.bin"])
  }
}
