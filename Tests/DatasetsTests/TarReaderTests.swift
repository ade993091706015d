import Foundation
import Randomness
import TestSupport
import Testing

@testable import Datasets

@Suite struct TarReaderTests {
  private func members(_ archive: [UInt8]) throws -> [TarMember] {
    let folder = try TemporaryFolder()
    return try members(of: folder.write(archive, to: "a.tar"))
  }

  private func members(of path: String) throws -> [TarMember] {
    var reader = TarReader(try ShardFile(path))
    var members: [TarMember] = []
    while let member = try reader.next() { members.append(member) }
    return members
  }

  @Test(arguments: ["ustar", "gnu", "pax"]) func archivesOfPythonAreReadAsPythonReadsThem(format: String) throws {
    let arrays = try PythonReference.run("tar_archives.py")
    func bytes(_ name: String) throws -> [UInt8] { try #require(arrays[name]).values.map { UInt8($0) } }
    let found = try members(bytes("\(format).archive"))
    let names = try bytes("\(format).names").split(separator: 0, omittingEmptySubsequences: true).map(Array.init)
    #expect(found.map(\.name) == names)
    #expect(found.map { Double($0.offset) } == arrays["\(format).offsets"]?.values)
    #expect(found.map { Double($0.size) } == arrays["\(format).sizes"]?.values)
    #expect(found.count == (format == "ustar" ? 5 : 7))
  }

  @Test func everyTruncationIsAnError() throws {
    let pax = TarFixture.member("x", Array("20 path=a/b/c/d.jpg\n".utf8), type: "x")
    let long = TarFixture.member("L", Array("long/name.jpg\0".utf8), type: "L")
    let archive =
      pax + TarFixture.member("one.jpg", [1, 2, 3]) + long
      + TarFixture.member("two.jpg", [UInt8](repeating: 9, count: 700))
      + TarFixture.end
    let folder = try TemporaryFolder()
    let path = try folder.write(archive, to: "a.tar")
    #expect(try members(of: path).map(\.text) == ["a/b/c/d.jpg", "long/name.jpg"])
    // Half of the end mark is enough; with less, images may be missing.
    for length in stride(from: archive.count - 513, through: 0, by: -1) {
      #expect(truncate(path, off_t(length)) == 0)
      expectError(.badData, path, "is cut off", "get it again") { _ = try members(of: path) }
    }
  }

  @Test func changedBytesNeverDoHarm() throws {
    let original =
      TarFixture.member("x", Array("20 path=a/b/c/d.jpg\n12 size=600\n".utf8), type: "x")
      + TarFixture.member("one.jpg", [UInt8](repeating: 5, count: 600)) + TarFixture.member("1.cls", Array("3".utf8))
      + TarFixture.member("1.jpg", [7]) + TarFixture.end
    let folder = try TemporaryFolder()
    var generator = SplitMix64(seed: 4, stream: 0)
    for _ in 0..<3000 {
      var archive = original
      for _ in 0...generator.next(below: 3) {
        let position = Int(generator.next(below: UInt64(archive.count)))
        archive[position] = UInt8(truncatingIfNeeded: generator.next())
        // With its checksum repaired, a header's other fields are put to the test.
        let header = position / 512 * 512
        archive.replaceSubrange((header + 148)..<(header + 156), with: "        ".utf8)
        let sum = archive[header..<min(header + 512, archive.count)].reduce(0) { $0 + Int($1) }
        archive.replaceSubrange((header + 148)..<(header + 156), with: (TarFixture.octal(sum, digits: 6) + "\0 ").utf8)
      }
      let path = try folder.write(archive, to: "a.tar")
      do throws(DatasetError) {
        let index = try ShardIndex(contentsOf: path)
        for (offset, size) in zip(index.offsets, index.sizes) {
          #expect(offset >= 512 && offset + size <= archive.count)
        }
      } catch {
        #expect(error.kind == .badData && error.description.contains(path))
      }
    }
  }

  @Test func absurdSizesAreErrors() throws {
    let large: [UInt8] = [0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7)
    let overflowing: [UInt8] = [0x80] + [UInt8](repeating: 0xFF, count: 11)
    let negative: [UInt8] = [UInt8](repeating: 0xFF, count: 12)
    for (size, words) in [
      (large, "cut off in the middle of a.jpg"), (overflowing, "size is negative or too large"),
      (negative, "size is negative or too large"), (Array("77777777777\0".utf8), "cut off"),
      (Array("12x4\0\0\0\0\0\0\0\0".utf8), "no octal number"),
      (Array("-1\0\0\0\0\0\0\0\0\0\0".utf8), "no octal number"),
    ] {
      expectError(.badData, words) {
        _ = try members(TarFixture.header(Array("a.jpg".utf8), size: size) + TarFixture.end)
      }
    }
    for (text, words) in [
      ("28 size=9223372036854775807\n", "cut off"), ("11 size=-5\n", "no number"), ("99 path=a\n", "wrong length"),
      ("9999999999 path=a\n", "wrong length"), ("0 path=a\n", "wrong length"), ("9 path=a.", "no KEY=VALUE"),
      ("8 path=\n", "empty"), ("7 path\n", "no KEY=VALUE"),
    ] {
      expectError(.badData, words) {
        _ = try members(
          TarFixture.member("x", Array(text.utf8), type: "x") + TarFixture.member("a.jpg", [1]) + TarFixture.end)
      }
    }
    expectError(.badData, "take 2097152 bytes") {
      _ = try members(
        TarFixture.member("x", [UInt8](repeating: 0, count: 2 << 20), type: "x") + TarFixture.member("a.jpg", [1])
          + TarFixture.end)
    }
  }

  @Test func sizesInBase256AreRead() throws {
    let size: [UInt8] = [0x80] + [UInt8](repeating: 0, count: 9) + [1, 2]
    let archive =
      TarFixture.header(Array("a.jpg".utf8), size: size) + [UInt8](repeating: 3, count: 512) + TarFixture.end
    #expect(try members(archive).map(\.size) == [258])
  }

  @Test func damageIsNamedWithItsPlace() throws {
    var archive = TarFixture.archive([("a.jpg", [1]), ("b.jpg", [2])])
    archive[1024] ^= 1
    expectError(.badData, "a.tar is damaged at byte 1024", "checksum") { _ = try members(archive) }
    expectError(.badData, "more data after its end mark", "concatenate") {
      _ = try members(TarFixture.archive([("a.jpg", [1])]) + TarFixture.archive([("b.jpg", [2])]))
    }
    expectError(.badData, "holes", "--sparse") {
      _ = try members(TarFixture.member("a.jpg", [1], type: "S") + TarFixture.end)
    }
    expectError(.badData, "holes") {
      _ = try members(
        TarFixture.member("x", Array("22 GNU.sparse.major=1\n".utf8), type: "x") + TarFixture.member("a.jpg", [1])
          + TarFixture.end)
    }
    expectError(.badData, "a name has no file") {
      _ = try members(TarFixture.member("L", Array("long".utf8), type: "L") + TarFixture.end)
    }
  }
}
