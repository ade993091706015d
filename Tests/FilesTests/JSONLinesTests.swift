import Foundation
import TestSupport
import Testing

@testable import Files

/// What is read of a log of JSON lines, whole or as it grows.
@Suite struct JSONLinesTests {
  private struct Entry: Codable, Equatable {
    let k: Int
  }

  private func line(_ k: Int) -> String { "{\"k\":\(k)}\n" }

  private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  private func read(_ text: String) throws -> JSONLines<Entry> {
    let folder = try TemporaryFolder()
    return try JSONLines(contentsOf: folder.write(Array(text.utf8), to: "log.jsonl"))
  }

  @Test func wholeLinesAreRecordsAndACutOffOneIsNot() throws {
    #expect(try read("").records.isEmpty)
    let whole = try read(line(1) + line(2))
    #expect(whole.records.map(\.k) == [1, 2] && !whole.isCutOff)
    // What would be a record may be the beginning of another number.
    for part in ["{\"k\":3", "{\"k\":3}", "{"] {
      let log = try read(line(1) + line(2) + part)
      #expect(log.records.map(\.k) == [1, 2] && log.isCutOff, "\(part)")
    }
    #expect(try read("{\"k\"").isCutOff)
    #expect(try JSONLines<Entry>(contentsOf: "/nonexistent/log.jsonl").records.isEmpty)
  }

  @Test(arguments: [
    ("{\"k\":1}\n{\"k\":\n{\"k\":3}\n", 2), ("nonsense\n{\"k\":1}\n", 1), ("{\"k\":1}\n\n{\"q\":3}\n", 3),
    ("{\"k\":1}\n{\"k\":2.5}\n{\"k\"", 2),
  ])
  func aWholeLineThatIsNoRecordIsNamed(text: String, number: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(text.utf8), to: "log.jsonl")
    let error = try #require(throws: FileError.self) { try JSONLines<Entry>(contentsOf: path) }
    #expect(error.kind == .damaged && error.description.contains("\(path) is damaged: line \(number) "))
    #expect(!error.description.contains("\n") && error.description.contains("delete the line"))
  }

  @Test func emptyLinesSayNothing() throws {
    #expect(try read("\n" + line(1) + "\n\n" + line(2)).records.map(\.k) == [1, 2])
  }

  @Test func whatCannotBeReadIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("log.jsonl")
    let error = try #require(throws: FileError.self) { try JSONLines<Entry>(contentsOf: folder.file("log.jsonl")) }
    #expect(error.kind == .damaged && error.description.contains("log.jsonl"))
  }

  @Test func aGrowingLogIsReadOn() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.jsonl")
    var log = JSONLines<Entry>(following: path)
    try log.refresh()
    #expect(log.records.isEmpty)
    let file = try AppendedFile(path: path)
    try file.append(Data((line(1) + line(2).dropLast(3)).utf8))
    try log.refresh()
    #expect(log.records.map(\.k) == [1] && log.isCutOff)
    // What has been read is not looked at again.
    try overwriteFirstLine(of: path)
    try file.append(Data((line(2).suffix(3) + line(3)).utf8))
    try log.refresh()
    #expect(log.records.map(\.k) == [1, 2, 3] && !log.isCutOff)
    try log.refresh()
    #expect(log.records.map(\.k) == [1, 2, 3])
    try file.append(Data("{}\n".utf8))
    for _ in 0..<2 {
      let error = try #require(throws: FileError.self) { try log.refresh() }
      #expect(error.description.contains("line 4 ") && log.records.map(\.k) == [1, 2, 3])
    }
  }

  private func overwriteFirstLine(of path: String) throws {
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.write(contentsOf: Data("#".utf8))
    try handle.close()
  }

  @Test func anotherOrAShorterFileIsReadFromItsStart() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.jsonl")
    try write(line(1) + line(2), to: path)
    var log = try JSONLines<Entry>(contentsOf: path)
    // A run that is resumed replaces its log, and may have written more than was there.
    try AtomicFile.write(Data((line(7) + line(8) + line(9)).utf8), to: path)
    try log.refresh()
    #expect(log.records.map(\.k) == [7, 8, 9])
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.truncate(atOffset: UInt64(line(7).utf8.count))
    try log.refresh()
    #expect(log.records.map(\.k) == [7])
    try FileManager.default.removeItem(atPath: path)
    try log.refresh()
    #expect(log.records.isEmpty)
  }
}
