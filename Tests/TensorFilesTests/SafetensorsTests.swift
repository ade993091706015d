import Files
import Foundation
import Testing
import Torch

@testable import TensorFiles

@Suite struct SafetensorsTests {
  private func withFile(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func sample() throws -> Safetensors {
    Safetensors(
      tensors: [
        "a": try Tensor.from([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).transpose(),
        "b": try Tensor.from([7], shape: []),
        "half": try Tensor.ones([2], dtype: .bfloat16),
      ], metadata: ["note": "über \"quotes\""])
  }

  @Test func comesBackAsItWas() throws {
    try withFile { path in
      try sample().write(to: path)
      let read = try Safetensors(contentsOf: path)
      #expect(read.metadata == ["note": "über \"quotes\""])
      #expect(try read.tensors["a"]?.floats() == [1, 4, 2, 5, 3, 6])
      #expect(read.tensors["a"]?.shape == [3, 2])
      #expect(read.tensors["b"]?.shape == [])
      #expect(try read.tensors["b"]?.item() == 7)
      #expect(try read.tensors["half"]?.dtype == .bfloat16)
    }
  }

  @Test func anIndexThatReadersRefuseIsNotWritten() throws {
    #expect(Safetensors.largestHeader == 100_000_000)
    try withFile { path in
      var file = try sample()
      file.metadata["names"] = (0..<2000).map { "photos/\($0).jpg" }.joined(separator: "\n")
      let error = try #require(throws: FileError.self) { try file.write(to: path, largestHeader: 20_000) }
      #expect(error.kind == .usage && !error.description.contains("\n"))
      #expect(error.description.hasPrefix("\(path) would need an index of "))
      #expect(error.description.hasSuffix(" bytes, and safetensors allows 20000; write .npy, .npz or .csv"))
      // Nothing is there then, and what fits is written.
      #expect(!FileManager.default.fileExists(atPath: path))
      try file.write(to: path, largestHeader: 60_000)
      #expect(try Safetensors(contentsOf: path).metadata == file.metadata)
    }
  }

  @Test func everyTruncationIsDamage() throws {
    try withFile { path in
      try sample().write(to: path)
      let whole = try Data(contentsOf: URL(filePath: path))
      for count in 0..<whole.count {
        try whole.prefix(count).write(to: URL(filePath: path))
        let error = try #require(throws: FileError.self) { try Safetensors(contentsOf: path) }
        #expect(error.kind == .damaged)
      }
    }
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}"#,
    #"{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":3}"#, "[]", "{",
  ])
  func impossibleIndexesAreDamage(index: String) throws {
    try withFile { path in
      var data = withUnsafeBytes(of: UInt64(index.utf8.count).littleEndian) { Data($0) }
      data.append(Data(index.utf8))
      data.append(Data([0, 0, 0, 0]))
      try data.write(to: URL(filePath: path))
      #expect(throws: FileError.self) { try Safetensors(contentsOf: path) }
    }
  }
}
