import Files
import Foundation
import TensorFiles
import Testing
import TestSupport
import Torch

@testable import NN

@Suite struct SafetensorsMetadataTests {
  @Test func itIsThatOfTheWholeFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.safetensors")
    let tensors = ["b": try Tensor.full([3, 5], 2), "a": try Tensor.full([7], 1)]
    for metadata in [["step": "12", "name": "ünï"], [:]] {
      try Safetensors(tensors: tensors, metadata: metadata).write(to: path)
      #expect(try Safetensors.metadata(contentsOf: path) == metadata)
      #expect(try Safetensors(contentsOf: path).metadata == metadata)
    }
    try Safetensors(tensors: [:], metadata: ["step": "3"]).write(to: path)
    #expect(try Safetensors.metadata(contentsOf: path) == ["step": "3"])
  }

  @Test func aFileThatIsNotWholeHasNone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.safetensors")
    try Safetensors(tensors: ["a": try Tensor.full([7], 1)], metadata: ["step": "12"]).write(to: path)
    let whole = try Data(contentsOf: URL(filePath: path))
    for data in [Data(), whole.prefix(7), whole.prefix(8), whole.prefix(40), whole.dropLast(1), whole + Data([0])] {
      try data.write(to: URL(filePath: path))
      let error = try #require(throws: FileError.self) { try Safetensors.metadata(contentsOf: path) }
      #expect(error.kind == .damaged && error.description.contains("a.safetensors"))
    }
    #expect(throws: FileError.self) { try Safetensors.metadata(contentsOf: folder.file("none")) }
  }
}
