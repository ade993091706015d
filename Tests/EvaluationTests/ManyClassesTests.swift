import Foundation
import Randomness
import Runs
import Testing
import Torch

@testable import Evaluation

/// Thousands of classes: what is counted, written and recorded grows with them, not with their square.
@Suite struct ManyClassesTests {
  /// `images` of `count` classes, some of them told wrong.
  private func matrix(_ count: Int, images: Int, seed: UInt64 = 1) -> ConfusionMatrix {
    var generator = SplitMix64(seed: seed, stream: 0)
    let truth = (0..<images).map { $0 % count }
    let predictions = truth.map { generator.next() % 3 == 0 ? Int(generator.next() % UInt64(count)) : $0 }
    return ConfusionMatrix(
      truth: truth, predictions: predictions, candidates: Array(0..<count), classNames: (0..<count).map { "c\($0)" })
  }

  @Test func theCountsAreThoseOfATable() {
    var generator = SplitMix64(seed: 3, stream: 0)
    let truth = (0..<500).map { _ in Int(generator.next() % 17) }
    let predictions = (0..<500).map { _ in Int(generator.next() % 17) }
    var table = [[Int]](repeating: [Int](repeating: 0, count: 17), count: 17)
    for (label, prediction) in zip(truth, predictions) { table[label][prediction] += 1 }
    let matrix = ConfusionMatrix(truth: truth, predictions: predictions, candidates: Array(0..<17))
    #expect(matrix.counts == table)
    for row in 0..<17 {
      for column in 0..<17 { #expect(matrix.count(of: row, takenFor: column) == table[row][column]) }
    }
    #expect(matrix.support == table.map { $0.reduce(0, +) })
    #expect(matrix.perClass == table.indices.map { Double(table[$0][$0]) / Double(table[$0].reduce(0, +)) })
    for most in [1, 4, 5, 17, 100] {
      let (groups, counts) = matrix.grouped(most: most)
      #expect(groups.count <= most && groups.flatMap { Array($0) } == Array(0..<17))
      for (row, lines) in groups.enumerated() {
        for (column, places) in groups.enumerated() {
          #expect(
            counts[row][column] == lines.reduce(0) { sum, line in sum + places.reduce(0) { $0 + table[line][$1] } })
        }
      }
    }
  }

  @Test func aHundredClassesAreASquareAndMoreAreTriples() throws {
    for (count, isSquare) in [(100, true), (101, false)] {
      let matrix = matrix(count, images: 400)
      let json = try JSONEncoder().encode(matrix)
      let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
      #expect((object["classNames"] as? [Any])?.count == count && (object["perClass"] as? [Any])?.count == count)
      #expect((object["confusion"] != nil) == isSquare && (object["confusionEntries"] != nil) == !isSquare)
      if let triples = object["confusionEntries"] as? [[Int]] {
        #expect(triples == matrix.entries.map { [$0.truth, $0.prediction, $0.count] })
        #expect(triples.reduce(0) { $0 + $1[2] } == 400)
      }
      #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: json) == matrix)
      var record = EvaluationRecord(
        kind: "knn", data: "d", step: 0, features: "representation", top1: 0, top5: nil, settings: [:])
      matrix.keep(in: &record)
      let kept = try JSONDecoder().decode(EvaluationRecord.self, from: JSONEncoder().encode(record))
      #expect(ConfusionMatrix(kept) == matrix && (kept.confusion != nil) == isSquare)
    }
  }

  @Test func thousandsOfClassesTakeLittleRoom() throws {
    let json = try JSONEncoder().encode(matrix(22_000, images: 22_000))
    #expect(json.count < 2_000_000)
    var record = EvaluationRecord(
      kind: "knn", data: "d", step: 0, features: "representation", top1: 0, top5: nil, settings: [:])
    matrix(22_000, images: 600_000).keep(in: &record)
    #expect(record.classNames == nil && record.confusionEntries == nil)
  }

  @Test(arguments: [
    "[[0,1,2],[0,1,1]]", "[[1,0,1],[0,1,1]]", "[[0,2,1]]", "[[-1,0,1]]", "[[0,1,0]]", "[[0,1]]", "[[0,1,1,1]]",
  ])
  func entriesThatAreNoCountsAreRefused(entries: String) {
    let text = "{\"classNames\":[\"a\",\"b\"],\"perClass\":[1,1],\"confusionEntries\":\(entries)}"
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ConfusionMatrix.self, from: Data(text.utf8)) }
  }

  @Test func votesOfFewClassesAreThoseOfAll() {
    var generator = SplitMix64(seed: 5, stream: 0)
    var votes = ClassVotes(classCount: 50)
    for _ in 0..<200 {
      votes.clear()
      var all = [Double](repeating: 0, count: 50)
      for _ in 0..<12 {
        // Few weights, so that many are equal, and some nothing at all.
        let (weight, index) = (Double(generator.next() % 3) / 2, Int(generator.next() % 50))
        votes.add(weight, to: index)
        all[index] += weight
      }
      #expect(votes.winner == all.indices.max { (all[$0], $1) < (all[$1], $0) })
      for index in all.indices {
        #expect(votes.place(of: index) == (all[index] > 0 ? TopKAccuracy.place(of: index, in: all[...]) : nil))
      }
    }
  }

  @Test func aTableThatDoesNotFitIsRefusedBefore() throws {
    let available = try #require(AvailableMemory.read())
    #expect(available > 0)
    try AvailableMemory.require(1 << 20, for: "a small table")
    let error = #expect(throws: MemoryError.self) { try AvailableMemory.require(1 << 50, for: "features") }
    #expect(error?.description.hasPrefix("features take 1073741824 MiB of memory, of which ") == true)
    // A classifier of a million features into a million classes.
    let features = try Tensor.zeros([2, 1 << 20])
    #expect(throws: MemoryError.self) {
      _ = try LogisticRegression(
        features, classes: [0, 1], classCount: 1 << 20, settings: LogisticRegression.Settings(l2: 1))
    }
  }
}
