import Files
import Foundation
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import TensorFiles

@Suite struct EmbeddingFileTests {
  private static let reference = Result { try PythonReference.run("embedding_files.py") }

  private func read(_ bytes: [UInt8], _ name: String, member: String = "") throws -> Tensor {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: name)
    return try EmbeddingFile(parsing: folder.file(name) + member).read()
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try #require(Self.reference.get()[name]).values.map { UInt8($0) }
  }

  @Test(arguments: [
    ("stored.npz", ""), ("stored.npz", ":z"), ("deflated.npz", ""), ("deflated.npz", ":z"), ("stored-one.npz", ""),
    ("deflated-one.npz", ":arr_0"), ("deflated-two.npz", ":b"), ("float16.safetensors", ""),
    ("bfloat16.safetensors", ":z"), ("float32.safetensors", ""), ("float64.safetensors", ":z"),
    ("two.safetensors", ":a"), ("float16.npy", ""), ("float32.npy", ""), ("float64.npy", ""), ("plain.csv", ""),
    ("header.csv", ""), ("names.csv", ""), ("both.csv", ""), ("both.tsv", ""), ("savetxt.csv", ""),
  ])
  func readsWhatOthersWrite(name: String, member: String) throws {
    let tensor = try read(bytes(name), name, member: member)
    #expect(tensor.shape == [4, 3])
    #expect(try tensor.doubles() == Self.reference.get()["values"]?.values)
  }

  @Test func namesOfRowsAreKept() throws {
    let folder = try TemporaryFolder()
    for (name, separator) in [("both.csv", ","), ("both.tsv", "\t"), ("names.csv", ",")] {
      let path = try folder.write(bytes(name), to: name)
      #expect(try EmbeddingFile(parsing: path).names() == (0..<4).map { "a \"b\"\(separator)\($0)" }, "\(name)")
    }
    #expect(try EmbeddingFile(parsing: folder.write(bytes("plain.csv"), to: "plain.csv")).names() == nil)
    #expect(try EmbeddingFile(parsing: folder.write(bytes("stored.npz"), to: "a.npz")).names() == nil)
  }

  @Test(arguments: [
    ("1,2\n3,x\n", "line 2", "\"x\""), ("1,2\n3\n", "line 2", "1 fields"), ("a,b\n", "no rows", "table"),
    ("", "no rows", "table"),
    ("1,\"2\n", "line 1", "not closed"), ("1,2\n3,\n", "line 2", "no number"), ("name\na\n", "no rows", "table"),
  ])
  func tablesThatAreNoneNameTheLine(text: String, word: String, other: String) throws {
    let error = #expect(throws: FileError.self) { try read(Array(text.utf8), "a.csv") }
    #expect(error?.kind == .damaged)
    #expect(line(error).contains(word) && line(error).contains(other), "\(line(error))")
  }

  @Test func whatIsNotANumberIsPlaced() throws {
    let error = #expect(throws: FileError.self) { try read(Array("f0,f1\n1,2\n3,nan\n".utf8), "a.csv") }
    #expect(line(error).contains("row 1, column 1") && line(error).contains("a.csv"))
    let infinite = #expect(throws: FileError.self) { try read(Array("1,2\n-inf,2\n".utf8), "a.csv") }
    #expect(line(infinite).contains("infinite value in row 1, column 0"))
  }

  @Test func namesThatAreMissingOrManyAreListed() throws {
    let missing = #expect(throws: FileError.self) { try read(bytes("stored.npz"), "s.npz", member: ":w") }
    #expect(missing?.kind == .missing && line(missing).contains("z, labels"))
    let tensor = #expect(throws: FileError.self) { try read(bytes("two.safetensors"), "t.safetensors", member: ":w") }
    #expect(tensor?.kind == .missing && line(tensor).contains("a, b"))
    for name in ["stored-two.npz", "two.safetensors"] {
      let error = #expect(throws: FileError.self) { try read(bytes(name), name) }
      #expect(line(error).contains("a, b") && line(error).contains("\(name):a"))
    }
    #expect(
      line(#expect(throws: FileError.self) { try read(bytes("stored.npz"), "s.npz", member: ":labels") })
        .contains("[4]"))
    for text in ["a.txt", "a", "a.npy:z", "a.npz:", "a.safetensors:"] {
      let error = #expect(throws: FileError.self) { try EmbeddingFile(parsing: text) }
      #expect(error?.kind == .usage)
    }
    #expect(#expect(throws: FileError.self) { try EmbeddingFile(parsing: "/nonexistent.csv").read() }?.kind == .missing)
  }

  /// Any byte of an archive may be wrong or missing: the outcome is an array or a typed error, never a crash.
  @Test(arguments: ["stored.npz", "deflated.npz"]) func damagedArchivesAreSurvived(name: String) throws {
    let whole = try bytes(name)
    let folder = try TemporaryFolder()
    let path = folder.file("a.npz")
    func attempt(_ bytes: [UInt8]) throws -> Bool {
      try Data(bytes).write(to: URL(filePath: path))
      do {
        _ = try EmbeddingFile(parsing: path + ":z").read()
        return true
      } catch {
        #expect(error is FileError, "\(error)")
        #expect(line(error).contains("a.npz"))
        return false
      }
    }
    for count in 0..<whole.count { #expect(try !attempt(Array(whole[..<count])), "\(count)") }
    for position in whole.indices {
      for value: UInt8 in [0, 0xFF, whole[position] ^ 1] {
        var bytes = whole
        bytes[position] = value
        _ = try attempt(bytes)
      }
    }
    #expect(try attempt(whole))
  }

  @Test func aWrongValueIsToldByTheCheckSum() throws {
    var whole = try bytes("stored-one.npz")
    // The last value of the array stands before the directory.
    let directory = try #require((0..<whole.count).first { whole[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    whole[directory - 1] ^= 0x10
    let error = #expect(throws: FileError.self) { try read(whole, "a.npz") }
    #expect(line(error).contains("check sum"))
  }
}
