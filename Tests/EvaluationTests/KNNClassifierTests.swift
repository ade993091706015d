import FeatureTestSupport
import Foundation
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Evaluation

@Suite struct KNNClassifierTests {
  @Test(arguments: [(1, 0.07), (20, 0.1), (200, 0.07), (7, 0.003)])
  func agreesWithNumPy(k: Int, temperature: Double) throws {
    let bank = try EvaluationFixtures.clouds(300, dimension: 12, classes: 5, spread: 1.5, seed: 1)
    let queries = try EvaluationFixtures.clouds(90, dimension: 12, classes: 5, spread: 1.5, seed: 2)
    let reference = try PythonReference.run(
      "evaluation_knn.py",
      [
        "bank": ReferenceArray(bank.features), "queries": ReferenceArray(queries.features),
        "labels": ReferenceArray(bank.labels.compactMap { $0 }), "k": ReferenceArray(Double(k)),
        "temperature": ReferenceArray(temperature),
      ])
    let classifier = try KNNClassifier(bank: bank)
    let neighbors = try classifier.neighbors(of: queries.features, k: k)
    // Similarities that differ by less than single precision may change places; nothing else may.
    let rows = try #require(reference["rows"]).values
    let exchanged = zip(rows, neighbors.rows).count { Int($0) != Int($1) }
    #expect(exchanged * 1000 < rows.count)
    #expect(try #require(reference["similarities"]).distance(to: neighbors.similarities.map(Double.init)) < 1e-6)
    let predictions = try classifier.predictions(neighbors, k: k, temperature: temperature)
    #expect(reference["predictions"]?.values == predictions.map(Double.init))

    let result = try classifier.evaluate(queries, k: k, temperature: temperature)
    let correct = zip(predictions, queries.labels).count { $0 == $1 }
    #expect(result.top1 == Double(correct) / 90)
    #expect(result.images == 90 && result.classes == 5 && result.k == k && result.temperature == temperature)
  }

  @Test func fewerNeighborsAreAPrefix() throws {
    let bank = try EvaluationFixtures.clouds(100, dimension: 6, classes: 4, seed: 1)
    let queries = try EvaluationFixtures.clouds(20, dimension: 6, classes: 4, seed: 2)
    let classifier = try KNNClassifier(bank: bank)
    let many = try classifier.neighbors(of: queries.features, k: 50)
    let few = try classifier.neighbors(of: queries.features, k: 5)
    #expect(
      try classifier.predictions(many, k: 5, temperature: 0.1) == classifier.predictions(few, k: 5, temperature: 0.1))
  }

  @Test func amongEqualsTheLowerRowAndLabelWin() throws {
    // Rows 0, 2 and 4 have the same direction, and each class the same votes.
    let rows: [Float] = [2, 0, 0, 1, 5, 0, 0, 3, 1, 0]
    let bank = try EvaluationFixtures.features(Tensor.from(rows, shape: [5, 2]), [7, 1, 3, 1, 7])
    let classifier = try KNNClassifier(bank: bank)
    let query = try Tensor.from([1, 0] as [Float], shape: [1, 2])
    #expect(try classifier.neighbors(of: query, k: 2).rows == [0, 2])
    #expect(try classifier.neighbors(of: query, k: 5).rows == [0, 2, 4, 1, 3])
    #expect(try classifier.predictions(classifier.neighbors(of: query, k: 2), k: 2, temperature: 0.1) == [3])
  }

  @Test func blocksOfTheBankAreOneBank() throws {
    // 70,000 rows are two blocks; the best rows lie in both.
    let bank = try FeatureBank(Tensor.normal([70_000, 4], seed: 3))
    let queries = try Tensor.normal([3, 4], seed: 4)
    let neighbors = try bank.neighbors(of: queries, k: 40)
    let norms = try Tensor.normal([70_000, 4], seed: 3).norm([1], keep: true)
    let all = try queries.matmul((Tensor.normal([70_000, 4], seed: 3) / norms).transpose())
    let expected = try all.topK(40)
    #expect(try neighbors.rows.map { Int($0) } == expected.indices.integers())
    #expect(neighbors.rows.contains { $0 >= 65_536 })
  }

  @Test func extremeValuesGiveNumbers() throws {
    let values: [Float] = [0, 0, 3e38, 3e38, 1e-38, 0, 1, -1]
    let bank = try EvaluationFixtures.features(Tensor.from(values, shape: [4, 2]), [0, 1, 2, 3])
    let classifier = try KNNClassifier(bank: bank)
    let neighbors = try classifier.neighbors(of: bank.features, k: 4)
    #expect(neighbors.similarities.allSatisfy { $0.isFinite })
    #expect(Array(neighbors.rows[4..<6]) == [1, 2])
    #expect(try classifier.evaluate(bank, k: 1, temperature: 1e-6).top1 == 1)
  }

  @Test func tinyTemperaturesDoNotOverflow() throws {
    // The nearest alone decides, although two others have another class; exp(1/τ) itself is infinite.
    let rows: [Float] = [1, 0, 1, 0.1, 1, 0.1]
    let bank = try EvaluationFixtures.features(Tensor.from(rows, shape: [3, 2]), [1, 0, 0])
    let query = try EvaluationFixtures.features(Tensor.from([1, 0] as [Float], shape: [1, 2]), [1])
    #expect(try KNNClassifier(bank: bank).evaluate(query, k: 3, temperature: 1e-4).top1 == 1)
    #expect(try KNNClassifier(bank: bank).evaluate(query, k: 3, temperature: 1).top1 == 0)
  }

  @Test func everyCombinationIsThatOfItsOwnSearch() throws {
    let bank = try EvaluationFixtures.clouds(300, dimension: 12, classes: 9, spread: 2, seed: 1)
    let queries = try EvaluationFixtures.clouds(90, dimension: 12, classes: 9, spread: 2, seed: 2)
    let classifier = try KNNClassifier(bank: bank)
    let (ks, temperatures) = ([20, 1, 200], [0.1, 0.03])
    let all = try classifier.evaluate(queries, ks: ks, temperatures: temperatures)
    #expect(all.map(\.result.k) == [20, 20, 1, 1, 200, 200])
    #expect(all.map(\.result.temperature) == [0.1, 0.03, 0.1, 0.03, 0.1, 0.03])
    for (result, confusion) in all {
      #expect(try classifier.evaluate(queries, k: result.k, temperature: result.temperature) == result)
      let right = confusion.counts.indices.reduce(0) { $0 + confusion.counts[$1][$1] }
      #expect(Double(right) / 90 == result.top1)
    }
    #expect(Set(all.map(\.result.top1)).count > 1)
    // One neighbour votes for one class; classes that nobody votes for are not among the first five.
    #expect(all[2].result.top5 == all[2].result.top1)
    #expect(try #require(all[4].result.top5) > all[4].result.top1)
    for (ks, temperatures) in [([], [0.1]), ([3], []), ([0, 3], [0.1]), ([301], [0.1])] as [([Int], [Double])] {
      #expect(throws: EvaluationError.self) { try classifier.evaluate(queries, ks: ks, temperatures: temperatures) }
    }
  }

  @Test func theFirstCombinationStandsForAll() throws {
    let bank = try EvaluationFixtures.clouds(60, dimension: 6, classes: 3, seed: 1)
    let queries = try EvaluationFixtures.clouds(30, dimension: 6, classes: 3, spread: 2, seed: 2)
    var asked: [String] = []
    let result = try KNNEvaluation(features: ["embedding", "representation"], ks: [7, 1], temperatures: [0.5, 0.1]) {
      asked.append($0)
      return (bank, queries)
    }
    #expect(asked == ["embedding", "representation"] && result.results.count == 8)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result))
    let object = try #require(json as? [String: Any])
    #expect(object["k"] as? Int == 7 && object["temperature"] as? Double == 0.5)
    #expect(object["top1"] as? Double == result.results[0].top1)
    #expect((object["results"] as? [[String: Any]])?.map { $0["features"] as? String }.last == "representation")
    #expect("\(result)".contains("embedding") && "\(result)".contains("–"))
    #expect(throws: EvaluationError.self) {
      try KNNEvaluation(features: [], ks: [1], temperatures: [1]) { _ in (bank, queries) }
    }
  }

  @Test func oneClassIsAlwaysTold() throws {
    let bank = try EvaluationFixtures.features(Tensor.normal([3, 2], seed: 1), [4, 4, 4])
    let queries = try EvaluationFixtures.features(Tensor.normal([2, 2], seed: 2), [4, 5])
    let result = try KNNClassifier(bank: bank).evaluate(queries, k: 3)
    #expect(result.top1 == 0.5 && result.classes == 1)
  }

  @Test func oneImageIsEnough() throws {
    let one = try EvaluationFixtures.features(Tensor.ones([1, 2]), [0])
    #expect(try KNNClassifier(bank: one).evaluate(one, k: 1).top1 == 1)
  }

  @Test func impossibleRequestsAreNamed() throws {
    let bank = try EvaluationFixtures.clouds(10, dimension: 3, classes: 2, seed: 1)
    let classifier = try KNNClassifier(bank: bank)
    let tooMany = #expect(throws: EvaluationError.self) { try classifier.evaluate(bank, k: 11) }
    #expect(tooMany?.kind == .usage)
    #expect(line(tooMany).contains("11") && line(tooMany).contains("only 10"))
    #expect(throws: EvaluationError.self) { try classifier.evaluate(bank, k: 0) }
    for temperature in [0, -1, .nan, .infinity] {
      let error = #expect(throws: EvaluationError.self) {
        try classifier.evaluate(bank, k: 1, temperature: temperature)
      }
      #expect(line(error).contains("temperature"))
    }
    let narrow = try EvaluationFixtures.clouds(10, dimension: 2, classes: 2, seed: 1)
    #expect(
      line(#expect(throws: EvaluationError.self) { try classifier.evaluate(narrow, k: 1) }).contains("same network"))
    let unlabelled = try EvaluationFixtures.features(Tensor.ones([3, 3]), [0, nil, nil])
    let error = #expect(throws: EvaluationError.self) { try KNNClassifier(bank: unlabelled) }
    #expect(line(error).contains("2 of the 3 training images"))
    #expect(line(#expect(throws: EvaluationError.self) { try classifier.evaluate(unlabelled, k: 1) }).contains("test"))
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let bank = try EvaluationFixtures.clouds(10, dimension: 3, classes: 2, seed: 1)
    let json = try JSONEncoder().encode(KNNClassifier(bank: bank).evaluate(bank, k: 3))
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(Set(object.keys) == ["top1", "k", "temperature", "images", "classes"])
  }
}
