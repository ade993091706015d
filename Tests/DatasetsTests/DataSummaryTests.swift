import Foundation
import TestSupport
import Testing

@testable import Datasets

/// One line says what a data set is, whatever it is made of.
@Suite struct DataSummaryTests {
  private func text(_ data: DatasetDescription) throws -> String { try OpenedData(data).summary.text }

  @Test(arguments: [false, true]) func filesOfDigitsAreSummedUp(isGzipped: Bool) throws {
    let folder = try TemporaryFolder()
    let pack = { (bytes: [UInt8]) in isGzipped ? Fixtures.gzip(bytes) : bytes }
    let suffix = isGzipped ? ".gz" : ""
    try folder.write(pack(Fixtures.idxImages(3)), to: "train-images-idx3-ubyte\(suffix)")
    #expect(try text(.folder(folder.path)) == "\(folder.path): no classes; 3 images")
    try folder.write(pack(Fixtures.idx([3], [4, 0, 2])), to: "train-labels-idx1-ubyte\(suffix)")
    try folder.write(pack(Fixtures.idxImages(1)), to: "t10k-images-idx3-ubyte\(suffix)")
    #expect(
      try text(.folder(folder.path)) == "\(folder.path): 3 classes; train 3 images, test 1 without classes")
    try folder.write(pack(Fixtures.idx([1], [6])), to: "t10k-labels-idx1-ubyte\(suffix)")
    // Numbers that no image has are no classes.
    #expect(try text(.folder(folder.path)) == "\(folder.path): 4 classes; train 3 images, test 1")
  }

  @Test func largeFilesAreNotReadForIt() throws {
    let folder = try TemporaryFolder()
    // The header alone says how many there are; whoever opens the file is told that it lies.
    try folder.write(Array(Fixtures.idxImages(3).prefix(16)), to: "train-images-idx3-ubyte")
    #expect(try text(.folder(folder.path)) == "\(folder.path): no classes; 3 images")
    expectError(.badData, "cannot hold") { _ = try OpenedData(.folder(folder.path)).open(split: .train) }
    try folder.write(Array(Fixtures.idxImages(3).prefix(15)), to: "train-images-idx3-ubyte")
    expectError(.badData, "too short") { _ = try OpenedData(.folder(folder.path)) }
  }

  @Test func batchesOfCIFARAreSummedUp() throws {
    let folder = try TemporaryFolder()
    for batch in 1...5 {
      try folder.write(
        Fixtures.cifarRecord(label: UInt8(batch)) + Fixtures.cifarRecord(label: 0), to: "data_batch_\(batch).bin")
    }
    #expect(try text(.cifar10(folder.path)) == "cifar10:\(folder.path): 10 classes; 10 images")
    try folder.write(Fixtures.cifarRecord(label: 9), to: "test_batch.bin")
    #expect(try text(.cifar10(folder.path)) == "cifar10:\(folder.path): 10 classes; train 10 images, test 1")
    #expect(try text(.folder(folder.path)) == "\(folder.path): 10 classes; train 10 images, test 1")
  }

  @Test func whatIsNoFileIsCountedByKind() throws {
    let folder = try TemporaryFolder()
    for name in ["a/1.bmp", "b/2.bmp"] { try folder.write(Fixtures.bmp(red: 1), to: name) }
    try #require(mkfifo(folder.file("a/3.jpg"), 0o600) == 0 && mkfifo(folder.file("pipe"), 0o600) == 0)
    try folder.link("b/null.png", to: "/dev/null")
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(folder.file("s").utf8) + [0]
    try #require(path.count <= MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    #expect(
      try text(.folder(folder.path))
        == "\(folder.path): 2 classes; 2 images; left out 4 files (2 named pipes, 1 device, 1 socket)")
  }
}
