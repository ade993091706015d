import Foundation
import TestSupport
import Testing

@testable import Files

/// What is added to a log of JSON lines, after whatever the last writer left.
@Suite struct JSONLinesWriterTests {
  private struct Entry: Codable, Equatable {
    var k: Int
    var text: String?
  }

  @Test func numbersAndWordsComeBackExactly() throws {
    struct Number: Codable, Equatable {
      let value: Double
      let word: String
    }
    let folder = try TemporaryFolder()
    let path = folder.file("log.jsonl")
    let numbers = [1 / 3.0, .leastNonzeroMagnitude, -1e300].map { Number(value: $0, word: "a/b\n\"ü\"") }
    try JSONLinesWriter<Number>(path: path).append(contentsOf: numbers)
    #expect(try JSONLines<Number>(contentsOf: path).records == numbers)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix(#"{"value":"#))
  }

  @Test(arguments: [0, 1, 3], [1, 5, 70_000, 140_000])
  func aLineThatWasCutOffGoesFirst(whole: Int, cutOff: Int) throws {
    let folder = try TemporaryFolder()
    let lines = (0..<whole).map { "{\"k\":\($0)}\n" }.joined()
    let path = try folder.write(
      Array((lines + "{\"k\":1,\"text\":\"" + String(repeating: "a", count: cutOff)).utf8), to: "log.jsonl")
    let writer = try JSONLinesWriter<Entry>(path: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == lines)
    try writer.append(Entry(k: 77))
    try writer.append(contentsOf: [])
    #expect(try JSONLines<Entry>(contentsOf: path).records.map(\.k) == Array(0..<whole) + [77])
  }

  @Test func linesAreKeptAsTheyStand() throws {
    let folder = try TemporaryFolder()
    let lines = ["{\"k\": 1, \"later\": true}", "{ \"k\":2}", "{\"k\":3}"]
    let path = try folder.write(Array((lines.joined(separator: "\n") + "\n{\"k\":").utf8), to: "log.jsonl")
    try JSONLinesWriter<Entry>(path: path) { $0.k != 2 }.append(Entry(k: 5))
    let left = try String(contentsOfFile: path, encoding: .utf8)
    #expect(left == "\(lines[0])\n\(lines[2])\n{\"k\":5}\n")
    let damaged = try folder.write(Array("{\"k\":1}\n{\"j\":1}\n".utf8), to: "damaged.jsonl")
    let error = try #require(throws: FileError.self) { try JSONLinesWriter<Entry>(path: damaged) { _ in true } }
    #expect(error.description.contains("line 2"))
    #expect(try String(contentsOfFile: damaged, encoding: .utf8) == "{\"k\":1}\n{\"j\":1}\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func aFullDiskIsNamed() throws {
    let writer = try JSONLinesWriter<Entry>(path: "/dev/full")
    let error = try #require(throws: FileError.self) { try writer.append(Entry(k: 1)) }
    #expect(error.kind == .inputOutput && error.description.contains("/dev/full: the disk is full"))
  }

  @Test func aFileIsCreatedOnce() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events")
    let created = try AppendedFile(creating: path)
    try #require(created).append([1, 2])
    let second = try AppendedFile(creating: path)
    #expect(second == nil)
    try AppendedFile(path: path).append([3])
    #expect(try readFile(path) == Data([1, 2, 3]))
    let error = try #require(throws: FileError.self) { try AppendedFile(creating: folder.file("no/events")) }
    #expect(error.kind == .missing && error.description.contains("no/events"))
  }
}
