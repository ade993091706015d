import BarlowTwins
import Foundation
import TestSupport
import Testing
import Torch

@testable import Evaluation

@Suite struct EmbeddingInspectionTests {
  @Test func jsonHasTheDocumentedKeys() throws {
    let embeddings = try Tensor.normal([64, 8], seed: 1)
    let inspection = try EmbeddingInspection(embeddings, embeddings + Tensor.normal([64, 8], std: 0.1, seed: 2))
    let summary = inspection.summary
    let json = try JSONEncoder().encode(inspection)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    let documented: Set = [
      "loss", "invariance", "redundancy", "lambda", "floor", "images", "dimension", "meanDiagonal", "rmsOffDiagonal",
      "form", "rankMe", "verdict",
    ]
    #expect(
      Set(object.keys)
        == documented.union([
          "effectiveDimension", "relativeSpread", "reason", "alphaReQ", "lidar", "deadDimensions", "alignment",
          "uniformity",
          "spectrum", "correlation",
        ]))
    #expect(object["form"] as? String == "cross-correlation")
    #expect(object["verdict"] as? String == "healthy")
    #expect(abs(summary.loss - summary.invariance - 0.0051 * summary.redundancy) < 1e-12)
    #expect(summary.images == 64 && summary.dimension == 8 && summary.floor == 0)
    #expect(try JSONDecoder().decode(EmbeddingInspection.self, from: json) == inspection)
  }

  @Test func bothCollapsesAreSaidInWords() throws {
    let noise = try Tensor.normal([64, 16], std: 1e-6, seed: 1)
    let complete = try EmbeddingInspection(noise + 1, noise + 1)
    #expect(complete.summary.verdict == .completeCollapse)
    #expect(complete.description.contains("complete-collapse") && complete.summary.reason.contains("same features"))

    let one = try Tensor.normal([64, 1], seed: 2).matmul(Tensor.normal([1, 16], seed: 3))
    let redundant = try EmbeddingInspection(one, one)
    #expect(redundant.summary.verdict == .redundant)
    #expect(redundant.summary.reason.contains("repeat each other"))
    #expect(!redundant.description.contains("nan"))
  }

  @Test func theFloorIsShownWhereThereIsOne() throws {
    let wide = try EmbeddingInspection(Tensor.normal([8, 64], seed: 1), Tensor.normal([8, 64], seed: 1), lambda: 0.01)
    #expect(wide.form == .gram)
    #expect(abs(wide.summary.floor - 0.01 * (64.0 * 64 / 7 - 64)) < 1e-9)
    #expect(wide.summary.loss >= wide.summary.floor)
    #expect(wide.description.contains("cannot have less"))
  }

  @Test func featuresThatAreTinyAsAWholeAreSaidToBe() throws {
    let tiny = try EmbeddingInspection(
      Tensor.normal([64, 8], std: 1e-4, seed: 1), Tensor.normal([64, 8], std: 1e-4, seed: 1))
    #expect(tiny.summary.verdict == .completeCollapse)
    #expect(tiny.summary.reason.contains("1e-5") && !tiny.summary.reason.contains("same features"))
  }

  @Test func badEmbeddingsAreNamed() throws {
    let good = try Tensor.normal([4, 3], seed: 1)
    let bad = try Tensor.from([1, 2, .nan, 4, 5, 6, 7, 8, 9, 1, 2, 3] as [Float], shape: [4, 3])
    #expect(line(#expect(throws: ObjectiveError.self) { try EmbeddingInspection(good, bad) }).contains("second"))
    #expect(throws: ObjectiveError.self) { try EmbeddingInspection(good, good.narrow(start: 0, length: 3)) }
    let single = try good.narrow(start: 0, length: 1)
    #expect(
      line(#expect(throws: ObjectiveError.self) { try EmbeddingInspection(single, single) }).contains("2 images"))
    #expect(throws: EvaluationError.self) { try EmbeddingInspection(good, good, lambda: -1) }
    let huge = try good * 1e38
    #expect(try EmbeddingInspection(huge, huge).summary.loss.isFinite)
  }
}
