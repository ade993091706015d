import FeatureTestSupport
import Testing
import TestSupport
import Torch

@testable import Encoders

@Suite struct ExtractedFeaturesTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func valuesThatAreNoNumbersAreNamed(value: Float) throws {
    let tensor = try Tensor.from([1, 2, value, 4] as [Float], shape: [2, 2])
    let error = #expect(throws: FeatureError.self) { try EvaluationFixtures.features(tensor, [0, 1]) }
    #expect(line(error).contains("image-1"))
  }

  @Test func countsMustFit() throws {
    #expect(throws: FeatureError.self) { try EvaluationFixtures.features(Tensor.ones([3, 2]), [0, 1]) }
    #expect(throws: FeatureError.self) { try EvaluationFixtures.features(Tensor.ones([0, 2]), []) }
    #expect(throws: FeatureError.self) { try EvaluationFixtures.features(Tensor.ones([2]), [0, 1]) }
    #expect(throws: FeatureError.self) {
      try ExtractedFeatures(features: Tensor.ones([2, 2]), labels: [nil, nil], names: ["a"])
    }
  }
}
