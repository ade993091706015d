import Files
import Foundation
import TestSupport
import Testing

@testable import Runs

@Suite struct RunEvaluationsTests {
  private func record(_ k: Int, top5: Double? = nil) -> EvaluationRecord {
    EvaluationRecord(
      kind: "knn", data: "photos", step: 12, features: "embedding", top1: 1 / Double(k), top5: top5,
      settings: ["k": String(k), "temperature": "0.1"])
  }

  /// The records of a run; each has the moment at which it was added, which is taken away.
  private func recorded(_ run: RunFolder) throws -> [EvaluationRecord] {
    try readEvaluations(of: run).map { record in
      var record = record
      #expect(record.date?.hasPrefix("20") == true && record.date?.hasSuffix("Z") == true)
      record.date = nil
      return record
    }
  }

  @Test func recordsComeBackInOrder() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    #expect(try readEvaluations(of: run).isEmpty)
    try run.append([record(3)])
    try run.append([record(7, top5: 0.9), record(9)])
    #expect(try recorded(run) == [record(3), record(7, top5: 0.9), record(9)])
    let text = try String(contentsOfFile: run.evaluationsFile, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("\n"))
  }

  @Test func aLineThatWasCutOffIsLeftOutAndSwallowsNothing() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.append([record(3), record(5)])
    let whole = try Data(contentsOf: URL(filePath: run.evaluationsFile))
    try whole.dropLast(20).write(to: URL(filePath: run.evaluationsFile))
    #expect(try recorded(run) == [record(3)])
    try run.append([record(9)])
    #expect(try recorded(run) == [record(3), record(9)])
  }

  @Test func aFileThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    try folder.makeFolder("evaluations.jsonl")
    let error = #expect(throws: (any Error).self) { try run.append([record(3)]) }
    #expect(error.map { "\($0)" }?.contains("evaluations.jsonl") == true)
  }

  @Test func oneProcessAtATimeAdds() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.append([record(3)])
    do {
      let other = try FileLock(path: run.evaluationsFile, purpose: "the log")
      defer { withExtendedLifetime(other) {} }
      let error = try #require(throws: FileError.self) { try run.append([record(5)], patienceSeconds: 0.02) }
      #expect(error.kind == .inUse && error.description.contains("evaluations.jsonl is in use"))
      #expect(try recorded(run) == [record(3)])
    }
    try run.append([record(5)])
    #expect(try recorded(run) == [record(3), record(5)])
  }

  @Test func evaluationsAtOnceLoseNoLine() throws {
    let folder = try TemporaryFolder()
    for round in 0..<20 {
      try folder.makeFolder("\(round)")
      let run = RunFolder(folder.file("\(round)"))
      // The first to come takes this away, and nothing else.
      try folder.write(Array("{\"kind\":\"knn\"".utf8), to: "\(round)/evaluations.jsonl")
      let records = (0..<12).map { record($0 + 2) }
      DispatchQueue.concurrentPerform(iterations: 4) { caller in
        for number in 0..<3 { try? run.append([records[3 * caller + number]]) }
      }
      let found = try readEvaluations(of: run)
      #expect(found.count == 12 && Set(found.map { $0.settings["k"] }) == Set(records.map { $0.settings["k"] }))
    }
  }

  @Test func removingARunRemovesEvaluationsAndFeatures() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.append([record(3)])
    try folder.write([1], to: "features/a.safetensors")
    try folder.write([1], to: "thesis.txt")
    try run.removeRun()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["thesis.txt"])
  }
}
