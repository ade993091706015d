import Files
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import TensorFiles

/// Archives whose members are no plain matrices, are damaged, or announce what they do not hold.
@Suite struct NumPyArchiveTests {
  private static let reference = Result { try PythonReference.run("embedding_archives.py") }

  private func read(_ name: String) throws -> Tensor {
    let folder = try TemporaryFolder()
    let bytes = try #require(Self.reference.get()[name]).values.map { UInt8($0) }
    return try EmbeddingFile(parsing: folder.write(bytes, to: name)).read()
  }

  private func refusal(_ name: String) -> String { line(#expect(throws: FileError.self) { try read(name) }) }

  @Test(arguments: ["words.npz", "objects.npz"]) func arraysOfOtherThingsDoNotHideTheMatrix(name: String) throws {
    #expect(try read(name).doubles() == (0..<12).map(Double.init))
  }

  @Test func onlyTheHeadsOfOthersAreUnpacked() throws {
    #expect(try read("long.npz").doubles() == Self.reference.get()["long"]?.values)
    #expect(try read("zeros.npz").shape == [1000, 1000])
  }

  @Test func damageIsSaidNotPassedOver() throws {
    #expect(refusal("broken-beside.npz").contains("other in "))
    #expect(refusal("cut-beside.npz").contains("other in "))
    #expect(refusal("object-matrix.npz").contains("never loaded"))
  }

  @Test func impossibleSizesAreRefusedBeforeMemoryIsAskedFor() throws {
    let text = refusal("liar.npz")
    #expect(text.contains("z.npy announces 3000000000 bytes"), "\(text)")
    #expect(refusal("large.npz").contains("z.npy is damaged"))
    #expect(refusal("two-sizes.npz").contains("z.npy has two sizes"))
  }

  @Test func noMoreIsUnpackedThanIsAnnounced() throws {
    #expect(refusal("bomb.npz").contains("z.npy holds more than the 160 bytes that it announces"))
  }

  @Test func otherWaysToPackAreNamed() throws {
    #expect(refusal("encrypted.npz").contains("z.npy is encrypted"))
    #expect(refusal("bzip2.npz").contains("z.npy is compressed by method 12"))
  }

  @Test func whatIsNoFileIsNoArchive() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a.npz")
    let error = #expect(throws: FileError.self) { try NumPyArchive(contentsOf: folder.file("a.npz")) }
    #expect(error?.kind == .usage && line(error).contains("it is a folder"))
    let missing = #expect(throws: FileError.self) { try NumPyArchive(contentsOf: folder.file("b.npz")) }
    #expect(missing?.kind == .missing)
    #expect(
      line(#expect(throws: FileError.self) { try NumPyArchive(contentsOf: folder.write([], to: "c.npz")) })
        .contains("no ZIP archive"))
  }
}
