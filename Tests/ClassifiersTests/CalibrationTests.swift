import FeatureTestSupport
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import Classifiers

/// How sure a classifier may be, beside scipy, numpy and scikit-learn.
@Suite struct CalibrationTests {
  @Test func temperatureErrorAndDistancesAreThoseOfOthers() throws {
    let (count, classCount) = (400, 7)
    let labels = (0..<count).map { $0 * 13 % classCount }
    // Right more often than not, and far too sure.
    let noise = try Tensor.normal([count, classCount], std: 4, seed: 1, dtype: .float64)
    let ones = try Tensor.full([count, 1], 5, dtype: .float64)
    let scores = try noise.scatterAdd(1, Tensor.from(labels, shape: [count, 1]), ones)
    let known = try KnownImages(
      Tensor.normal([600, 12], seed: 2), mean: Tensor.zeros([12]), scale: Tensor.ones([12]))
    let queries = try Tensor.normal([50, 12], seed: 3)
    let reference = try PythonReference.run(
      "classifier_calibration.py",
      [
        "scores": ReferenceArray(scores), "labels": ReferenceArray(labels), "known": ReferenceArray(known.rows),
        "queries": ReferenceArray(queries), "k": ReferenceArray(Double(known.neighbor)),
      ])
    let calibration = try Calibration(scores.softmax(1), classes: labels)
    #expect(try #require(reference["temperature"]).distance(to: [Temperature.fit(scores, classes: labels)]) < 1e-5)
    #expect(try #require(reference["crossEntropy"]).distance(to: [calibration.crossEntropy]) < 1e-9)
    #expect(try #require(reference["error"]).distance(to: [calibration.expectedCalibrationError]) < 1e-9)
    #expect(known.neighbor == 10)
    #expect(try #require(reference["distances"]).distance(to: known.distances(of: queries)) < 1e-4)
    // The temperature is what makes it honest.
    let better = try Calibration(
      (scores / Temperature.fit(scores, classes: labels)).softmax(1), classes: labels)
    #expect(better.expectedCalibrationError < calibration.expectedCalibrationError / 2)
    #expect(better.top1 == calibration.top1)
  }

  @Test func scoresThatSeparateAllImagesEndAtTheEdge() throws {
    let scores = try Tensor.from([0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5], shape: [4, 2])
    #expect(try abs(Temperature.fit(scores, classes: [0, 1, 0, 1]) - Temperature.range.lowerBound) < 1e-6)
    #expect(try abs(Temperature.fit(scores, classes: [1, 0, 1, 0]) - Temperature.range.upperBound) < 1e-6)
  }

  @Test func aThresholdLetsTheShareThrough() {
    #expect(KnownImages.threshold(of: (1...19).map(Double.init)) == nil)
    #expect(KnownImages.threshold(of: (1...20).map(Double.init)) == 20)
    // ⌈0.99 · 1000⌉ = 990.
    #expect(KnownImages.threshold(of: (1...999).reversed().map(Double.init)) == 990)
  }

  @Test func theIntervalIsWilsons() throws {
    let probabilities = try Tensor.from([0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.6, 0.4], shape: [4, 2])
    let calibration = try Calibration(probabilities, classes: [0, 0, 1, 1])
    #expect(calibration.top1 == 0.75)
    // statsmodels' proportion_confint(3, 4, method="wilson").
    #expect(abs(calibration.interval.lowerBound - 0.3006418) < 1e-6)
    #expect(abs(calibration.interval.upperBound - 0.9544127) < 1e-6)
  }
}
