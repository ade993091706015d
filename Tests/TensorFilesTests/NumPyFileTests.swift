import Files
import Foundation
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import TensorFiles

@Suite struct NumPyFileTests {
  private func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder.path) }
  }

  private func read(_ bytes: [UInt8]) throws -> Tensor {
    try withFolder { folder in
      try Data(bytes).write(to: URL(filePath: folder + "/a.npy"))
      return try NumPyFile.read(folder + "/a.npy")
    }
  }

  private func written(_ tensor: Tensor) throws -> ReferenceArray {
    try withFolder { folder in
      try NumPyFile.write(tensor, to: folder + "/a.npy")
      let bytes = try Data(contentsOf: URL(filePath: folder + "/a.npy"))
      return ReferenceArray(bytes.map { Int($0) })
    }
  }

  private func file(_ header: String, values: Int = 0, version: UInt8 = 1) -> [UInt8] {
    let length = UInt16(header.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
      + [UInt8](repeating: 0, count: values)
  }

  @Test func readsWhatNumPyWrites() throws {
    let reference = try PythonReference.run("evaluation_numpy.py")
    var files = 0
    for (name, bytes) in reference where name.contains(".C.") || name.contains(".F.") {
      let tensor = try read(bytes.values.map { UInt8($0) })
      #expect([.float32, .float64].contains(try tensor.dtype))
      if let expected = reference[String(name.prefix(2)) + ".values"] {
        #expect(tensor.shape == [2, 3, 4], "\(name)")
        #expect(try tensor.doubles() == expected.values, "\(name)")
        #expect(tensor.isContiguous())
        files += 1
      }
    }
    #expect(files == 66)
    #expect(try read(#require(reference["scalar.C.1"]).values.map { UInt8($0) }).shape == [])
    #expect(try read(#require(reference["vector.C.1"]).values.map { UInt8($0) }).doubles() == [0, 1, 2, 3, 4])
    #expect(try read(#require(reference["empty.C.1"]).values.map { UInt8($0) }).shape == [0, 7])
    for (name, word) in [
      "big-endian": "astype('<f4')", "complex": "not supported", "record": "records", "object": "never loaded",
    ] {
      let bytes = try #require(reference["bad." + name]).values.map { UInt8($0) }
      let error = #expect(throws: FileError.self) { try read(bytes) }
      #expect(error?.kind == .damaged)
      #expect(line(error).contains(word), "\(name)")
    }
  }

  @Test func numPyReadsWhatIsWritten() throws {
    let values = try Tensor.normal([5, 3, 2], seed: 1, dtype: .float64)
    let tensors: [String: Tensor] = [
      "float64": values, "float32": try values.to(.float32), "float16": try values.to(.float16),
      "bfloat16": try values.to(.bfloat16), "int64": try Tensor.arange(7), "bool": try Tensor.arange(3).equal(1),
      "uint8": try Tensor.arange(200).to(.uint8), "scalar": try Tensor.full([], 3.5),
      "empty": try Tensor.zeros([4, 0]), "transposed": try values.permute([2, 0, 1]),
      "long": try Tensor.uniform([70_000, 40], seed: 2),
    ]
    let reference = try PythonReference.run("evaluation_numpy.py", tensors.mapValues { try written($0) })
    for (name, tensor) in tensors {
      let loaded = try #require(reference["loaded.\(name)"])
      #expect(loaded.shape == tensor.shape, "\(name)")
      #expect(loaded.values == (try tensor.doubles()), "\(name)")
    }
    let types = ["float64": 8.0, "float32": 4, "float16": 2, "bfloat16": 4, "int64": -8, "bool": -1, "uint8": -1]
    for (name, type) in types { #expect(reference["loaded.\(name).type"]?.values == [type], "\(name)") }
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = try written(Tensor.normal([3, 2], seed: 1)).values.map { UInt8($0) }
    try withFolder { folder in
      for count in 0..<whole.count {
        try Data(whole[..<count]).write(to: URL(filePath: folder + "/a.npy"))
        let error = #expect(throws: FileError.self) { try NumPyFile.read(folder + "/a.npy") }
        #expect(error?.kind == .damaged)
      }
    }
    #expect(line(#expect(throws: FileError.self) { try read(whole + [0]) }).contains("1 bytes follow"))
  }

  /// Any byte of a file may be wrong: the outcome is an array or a typed error, never a crash.
  @Test func everyDamagedByteIsSurvived() throws {
    let whole = try written(Tensor.normal([3, 2], seed: 1)).values.map { UInt8($0) }
    try withFolder { folder in
      for position in 0..<whole.count {
        for value: UInt8 in [0, 0xFF, whole[position] ^ 1, UInt8(ascii: "9"), UInt8(ascii: "(")] {
          var bytes = whole
          bytes[position] = value
          try Data(bytes).write(to: URL(filePath: folder + "/a.npy"))
          do {
            _ = try NumPyFile.read(folder + "/a.npy")
          } catch {
            #expect(error is FileError, "\(error)")
            #expect(line(error).contains("a.npy"))
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "large"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "large"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775807, 4), }", "large"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), }", "cut off"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }", "negative"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (\(String(repeating: "1,", count: 65))), }", "64 dimensions"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", "malformed"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", "malformed"),
    ("{'descr': '<f4', 'shape': (1,), }", "lacks"),
    ("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "repeated"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } + __import__('os')", "after its end"),
    ("__import__('os')", "malformed"), ("{", "malformed"), ("", "malformed"),
  ])
  func impossibleHeadersAreNamed(header: String, word: String) throws {
    let error = #expect(throws: FileError.self) { try read(file(header, values: 4)) }
    #expect(error?.kind == .damaged)
    #expect(line(error).contains(word))
  }

  @Test func hugeHeaderLengthsAndVersionsAreRefused() throws {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    let huge = magic + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B]
    #expect(line(#expect(throws: FileError.self) { try read(huge) }).contains("cut off"))
    #expect(line(#expect(throws: FileError.self) { try read(magic + [4, 0, 0, 0, 0, 0]) }).contains("version 4"))
    #expect(line(#expect(throws: FileError.self) { try read(Array("PK\u{3}\u{4}".utf8)) }).contains("begin"))
    #expect(#expect(throws: FileError.self) { try NumPyFile.read("/nonexistent.npy") }?.kind == .missing)
  }
}
