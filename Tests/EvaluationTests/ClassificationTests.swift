import FeatureTestSupport
import Foundation
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Evaluation

@Suite struct ClassificationTests {
  @Test func agreesWithScikitLearn() throws {
    let classCount = 8
    let labels = (0..<200).map { $0 * 7 % classCount }
    // The right class gets a little more, so that all places occur.
    let lift = try Tensor.from(
      labels.flatMap { label in (0..<classCount).map { $0 == label ? Float(1) : 0 } }, shape: [200, classCount])
    let scores = try Tensor.normal([200, classCount], seed: 3) + lift
    let bank = try EvaluationFixtures.clouds(400, dimension: 10, classes: classCount, spread: 2.5, seed: 1)
    let queries = try EvaluationFixtures.clouds(160, dimension: 10, classes: classCount, spread: 2.5, seed: 2)
    // So many neighbours that each class gets votes: what a class without one is worth is a matter of definition.
    let (k, temperature) = (250, 0.3)
    let reference = try PythonReference.run(
      "evaluation_scores.py",
      [
        "scores": ReferenceArray(scores), "labels": ReferenceArray(labels), "bank": ReferenceArray(bank.features),
        "bankLabels": ReferenceArray(bank.labels.compactMap { $0 }), "queries": ReferenceArray(queries.features),
        "queryLabels": ReferenceArray(queries.labels.compactMap { $0 }), "k": ReferenceArray(Double(k)),
        "temperature": ReferenceArray(temperature),
      ])
    let score = try ClassifierScore(
      EvaluationFixtures.features(scores, labels), classes: ClassIndex(Array(0..<classCount))
    ) { $0 }
    #expect(try #require(reference["top1"]).distance(to: [score.accuracy.top1]) < 1e-12)
    #expect(try #require(reference["top5"]).distance(to: [try #require(score.accuracy.top5)]) < 1e-12)
    #expect(score.accuracy.top1 > 0.2 && score.accuracy.top1 < 0.8)
    #expect(reference["confusion"]?.values == score.confusion.counts.joined().map(Double.init))
    #expect(try #require(reference["perClass"]).distance(to: score.confusion.perClass.map { $0 ?? -1 }) < 1e-12)

    let vote = try KNNClassifier(bank: bank).evaluate(queries, ks: [k], temperatures: [temperature])[0]
    #expect(try #require(reference["knn.top1"]).distance(to: [vote.result.top1]) < 1e-12)
    #expect(try #require(reference["knn.top5"]).distance(to: [try #require(vote.result.top5)]) < 1e-12)
    #expect(reference["knn.confusion"]?.values == vote.confusion.counts.joined().map(Double.init))
    #expect(try #require(vote.result.top5) > vote.result.top1)
  }

  @Test func classesThatOnlyOneSideHas() throws {
    // Training has classes 0, 2 and 3, the test set 2, 3 and 7.
    let matrix = ConfusionMatrix(
      truth: [2, 2, 3, 7, 7], predictions: [2, 0, 3, 3, 3], candidates: [0, 2, 3], classNames: ["a", "b", "c", "d"])
    #expect(matrix.classNames == ["a", "c", "d", "7"])
    #expect(matrix.counts == [[0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0]])
    #expect(matrix.perClass == [nil, 0.5, 1, 0])
    #expect(matrix.support == [0, 2, 1, 2])
    #expect(matrix.normalizedRows == [[0, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]])
    let json = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: json) == matrix)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect((object["perClass"] as? [Any])?.first is NSNull)
    let lines = "\(matrix)".split(separator: "\n").map(String.init)
    // The worst class comes first, with what it was taken for.
    #expect(lines[1].hasPrefix("7 ") && lines[1].hasSuffix("d (100.0 %)"))
    #expect(lines.last == "1 classes have no test images")
  }

  @Test func amongEqualScoresTheLowerClassComesFirst() throws {
    var accuracy = TopKAccuracy(classCount: 7)
    let equal = try Tensor.zeros([3, 7])
    #expect(try accuracy.add(equal, classes: [0, 1, 5]) == [0, 0, 0])
    #expect(accuracy.top1 == 1.0 / 3 && accuracy.top5 == 2.0 / 3)
    #expect(TopKAccuracy.place(of: 4, in: [0, 0, 0, 0, 0, 0, 0, 1.0][...]) == 5)
  }

  @Test func ofFiveClassesTheFirstFiveSayNothing() {
    var (five, six) = (TopKAccuracy(classCount: 5), TopKAccuracy(classCount: 6))
    five.add(place: 4)
    six.add(place: 4)
    #expect(five.top5 == nil && six.top5 == 1)
  }

  @Test func theMainMistakeIsTheMostFrequentAndOfEqualsTheFirst() {
    let matrix = ConfusionMatrix(
      truth: [0, 0, 0, 0, 0, 1, 1, 1, 2], predictions: [0, 0, 0, 1, 2, 2, 2, 0, 2], candidates: [0, 1, 2])
    #expect(matrix.mainMistake(of: 0) == 1 && matrix.mainMistake(of: 1) == 2 && matrix.mainMistake(of: 2) == nil)
  }

  @Test func aMatrixThatIsNoSquareIsRefused() {
    let text = #"{"classNames":["a","b"],"perClass":[1,1],"confusion":[[1,0]]}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ConfusionMatrix.self, from: Data(text.utf8)) }
  }

  @Test func manyClassesAreCutToTheWorst() {
    let labels = Array(0..<30)
    let matrix = ConfusionMatrix(truth: labels, predictions: labels.map { $0 == 25 ? 3 : $0 }, candidates: labels)
    let lines = "\(matrix)".split(separator: "\n").map(String.init)
    #expect(lines.count == 22 && lines[1].hasPrefix("25 ") && lines[21].hasPrefix("10 more"))
  }
}
