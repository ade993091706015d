import Encoders
import FeatureTestSupport
import Foundation
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Evaluation

@Suite struct LinearProbeTests {
  @Test(arguments: [1.0, 0.05, 0.002]) func agreesWithScikitLearn(l2: Double) throws {
    let training = try EvaluationFixtures.clouds(240, dimension: 7, classes: 4, spread: 2, seed: 1)
    let test = try EvaluationFixtures.clouds(60, dimension: 7, classes: 4, spread: 2, seed: 2)
    let classes = training.labels.compactMap { $0 }
    let reference = try PythonReference.run(
      "evaluation_logistic.py",
      [
        "features": ReferenceArray(training.features), "classes": ReferenceArray(classes),
        "test": ReferenceArray(test.features), "l2": ReferenceArray(l2),
      ])
    let standardization = try FeatureStandardization(training.features)
    let features = try standardization(training.features, dtype: .float64)
    #expect(try #require(reference["standardized"]).distance(to: features.doubles()) < 1e-9)

    let settings = LogisticRegression.Settings(l2: l2, gradientTolerance: 1e-9)
    let model = try LogisticRegression(features, classes: classes, classCount: 4, settings: settings)
    #expect(model.fit.isConverged)
    #expect(try #require(reference["objective"]).distance(to: [model.fit.objective]) < 1e-10)
    #expect(try #require(reference["weight"]).distance(to: model.weight.doubles()) < 1e-6)
    // Adding one number to all biases changes nothing; the reference is centred.
    let biases = try model.bias.doubles()
    let mean = biases.reduce(0, +) / 4
    #expect(try #require(reference["bias"]).distance(to: biases.map { $0 - mean }) < 1e-6)
    let scores = try model.scores(standardization(test.features, dtype: .float64))
    #expect(try #require(reference["scores"]).distance(to: scores.softmax(1).doubles()) < 1e-6)

    // Along principal axes, which are what the probe uses, the optimum is the same.
    let axes = try PrincipalAxes(features)
    let rotated = try LogisticRegression(
      axes(features), classes: classes, classCount: 4, settings: settings, meanSquares: axes.meanSquares)
    let rotatedScores = try rotated.scores(axes(standardization(test.features, dtype: .float64)))
    #expect(try #require(reference["scores"]).distance(to: rotatedScores.softmax(1).doubles()) < 1e-6)
    #expect(rotated.fit.steps <= model.fit.steps + 5)

    // What users get is fitted in single precision, in which an image may lie between two classes.
    let result = try LinearProbe(l2: l2).evaluate(training: training, test: test)
    let correct = zip(try #require(reference["predictions"]).values, test.labels).count { Int($0) == $1 }
    #expect(abs(result.top1 - Double(correct) / 60) < 1.5 / 60)
    #expect(result.top5 == nil)
    #expect(result.fullBatch?.isConverged == true && result.fullBatch?.selection == "given")
  }

  @Test func theGradientIsTheDerivative() throws {
    let features = try Tensor.normal([30, 5], seed: 1, dtype: .float64)
    let classes = (0..<30).map { $0 * 7 % 3 }
    let loss = try LogisticLoss(features: features, classes: classes, classCount: 3, l2: 0.1)
    let point = try Tensor.normal([18], seed: 2, dtype: .float64)
    let gradient = try loss.evaluate(point).gradient.doubles()
    for index in 0..<18 {
      func value(_ offset: Double) throws -> Double {
        let moved = try point.clone()
        try moved.narrow(start: index, length: 1).addInPlace(offset)
        return try loss.evaluate(moved).value
      }
      #expect(abs(try (value(1e-5) - value(-1e-5)) / 2e-5 - gradient[index]) < 1e-9)
    }
  }

  @Test func theBestPenaltyIsFoundInTheTrainingSet() throws {
    // Two features tell the class, 60 are noise: little penalty overfits 80 images.
    func noisy(_ count: Int, seed: UInt64) throws -> ExtractedFeatures {
      let told = try EvaluationFixtures.clouds(count, dimension: 2, classes: 2, spread: 0.7, seed: seed, centreSeed: 5)
      let noise = try Tensor.normal([count, 60], seed: seed + 100)
      return try EvaluationFixtures.features(Tensor.cat([told.features, noise], 1), told.labels)
    }
    let (training, test) = (try noisy(80, seed: 1), try noisy(400, seed: 2))
    var lines: [String] = []
    let chosen = try LinearProbe().evaluate(training: training, test: test) { lines.append("\($0)") }
    let weak = try LinearProbe(l2: 1e-6).evaluate(training: training, test: test)
    #expect(chosen.top1 > weak.top1)
    #expect(chosen.fullBatch?.selection == "cross-validation")
    #expect(try #require(chosen.fullBatch).l2 >= 0.01)
    #expect(lines.count >= 3)
    #expect(try LinearProbe().evaluate(training: training, test: test) == chosen)
  }

  @Test func aLargeSetHoldsAFifthOut() throws {
    let training = try EvaluationFixtures.clouds(10_000, dimension: 4, classes: 3, seed: 1)
    let result = try LinearProbe().evaluate(training: training, test: training.subset(Array(0..<99)))
    #expect(result.fullBatch?.selection == "hold-out")
    #expect(abs(result.top1 - (try #require(result.fullBatch?.validationTop1))) < 0.15)
  }

  @Test func fewLabelsAreAShareOfEachClass() throws {
    let training = try EvaluationFixtures.clouds(600, dimension: 5, classes: 6, spread: 0.3, seed: 1)
    let test = try EvaluationFixtures.clouds(60, dimension: 5, classes: 6, spread: 0.3, seed: 2)
    let few = try LinearProbe(labelFraction: 0.05, seed: 3).evaluate(training: training, test: test)
    #expect(few.trainingImages == 30 && few.classes == 6)
    #expect(few.top1 > 0.9)
    let fewest = try LinearProbe(labelFraction: 1e-9).evaluate(training: training, test: test)
    #expect(fewest.trainingImages == 6)
    #expect(fewest.top1 > 0.7)
  }

  @Test func oneClassIsAlwaysTold() throws {
    let training = try EvaluationFixtures.features(Tensor.normal([6, 3], seed: 1), [2, 2, 2, 2, 2, 2])
    let test = try EvaluationFixtures.features(Tensor.normal([4, 3], seed: 2), [2, 2, 2, 1])
    let result = try LinearProbe().evaluate(training: training, test: test)
    #expect(result.confusion.classNames == ["1", "2"] && result.confusion.counts == [[0, 1], [0, 3]])
    #expect(result.top1 == 0.75 && result.top5 == nil && result.classes == 1)
    let single = try LinearProbe().evaluate(training: training.subset([0]), test: test)
    #expect(single.top1 == 0.75)
  }

  @Test func aFeatureThatIsConstantInTrainingBecomesZeroEverywhere() throws {
    let training = try Tensor.from([0.1, 1, 0.1, 2, 0.1, 3] as [Float], shape: [3, 2])
    let test = try Tensor.from([5, 2, -7, 4] as [Float], shape: [2, 2])
    let values = try FeatureStandardization(training)(test, dtype: .float64).doubles()
    #expect(values[0] == 0 && values[2] == 0)
    #expect(abs(values[1]) < 1e-12 && abs(values[3] - 6.0.squareRoot()) < 1e-12)
  }

  @Test func constantFeaturesGiveNumbers() throws {
    let constant = try EvaluationFixtures.features(Tensor.full([20, 3], 1000.1), (0..<20).map { $0 % 2 })
    let result = try LinearProbe().evaluate(training: constant, test: constant)
    #expect(result.top1 == 0.5 && result.fullBatch?.isConverged == true)
  }

  @Test func firstFiveIsCounted() throws {
    var accuracy = TopKAccuracy(classCount: 7)
    let predictions = try accuracy.add(
      Tensor.from([7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1] as [Float], shape: [3, 7]),
      classes: [4, 5, 0])
    #expect(predictions == [0, 0, 0])
    #expect(accuracy.top1 == 1.0 / 3 && accuracy.top5 == 2.0 / 3)
    try accuracy.add(Tensor.zeros([1, 7]), classes: [nil])
    #expect(accuracy.top1 == 0.25 && accuracy.images == 4)
  }

  @Test func impossibleRequestsAreNamed() throws {
    let features = try EvaluationFixtures.clouds(10, dimension: 3, classes: 2, seed: 1)
    for fraction in [0, -0.1, 1.1, .nan] {
      let error = #expect(throws: EvaluationError.self) {
        try LinearProbe(labelFraction: fraction).evaluate(training: features, test: features)
      }
      #expect(line(error).contains("fraction"))
    }
    for l2 in [0, -1, Double.nan] {
      #expect(throws: EvaluationError.self) { try LinearProbe(l2: l2).evaluate(training: features, test: features) }
    }
    let narrow = try EvaluationFixtures.clouds(10, dimension: 2, classes: 2, seed: 1)
    #expect(throws: EvaluationError.self) { try LinearProbe().evaluate(training: features, test: narrow) }
    let unlabelled = try EvaluationFixtures.features(Tensor.ones([2, 3]), [nil, nil])
    #expect(throws: EvaluationError.self) { try LinearProbe().evaluate(training: unlabelled, test: features) }
  }

  @Test func jsonSaysTheProtocol() throws {
    let features = try EvaluationFixtures.clouds(20, dimension: 3, classes: 2, seed: 1)
    let result = try LinearProbe().evaluate(training: features, test: features)
    let json = try JSONEncoder().encode(result)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["protocol"] as? String == "full-batch")
    #expect(object["top1"] as? Double == result.top1 && object["top5"] == nil)
    #expect(object["classNames"] as? [String] == ["0", "1"])
    #expect(object["confusion"] as? [[Int]] == result.confusion.counts)
    #expect((object["perClass"] as? [Double])?.count == 2)
    #expect(try JSONDecoder().decode(LinearResult.self, from: json) == result)
  }
}
