import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

@Suite struct MultiViewObjectiveTests {
  /// Embeddings of one batch of images as `count` views saw it, `[N, D]` of float64.
  static func views(_ count: Int, images: Int = 20, dimension: Int = 9) throws -> [Tensor] {
    let common = try Tensor.normal([images, dimension], seed: 70, dtype: .float64)
    return try (0..<count).map {
      // Unlike in noise and scale, so that exchanged views would be seen.
      try common.adding(
        Tensor.normal([images, dimension], seed: 71 + UInt64($0), dtype: .float64), alpha: 0.2 + 0.3 * Double($0))
        * (1 + Double($0))
    }
  }

  private static let viewCounts = [3, 4, 6]

  /// PyTorch's answers for all numbers of views, in one run.
  private static let reference = Result {
    var inputs = ["lambda": ReferenceArray(0.02)]
    for count in viewCounts {
      for (index, view) in try views(count).enumerated() { inputs["\(count).view.\(index)"] = try ReferenceArray(view) }
    }
    return try PythonReference.run("multi_view.py", inputs)
  }

  @Test(arguments: BarlowTwinsObjectiveTests.forms, viewCounts)
  func meanOverPairsEqualsAutograd(form: CorrelationTerms.Form, viewCount: Int) throws {
    let views = try Self.views(viewCount)
    let before = try views.map { try $0.doubles() }
    let reference = try Self.reference.get()
    func number(_ name: String) throws -> Double { try #require(reference["\(viewCount).\(name)"]?.values.first) }

    let value = try BarlowTwinsObjective(lambda: 0.02, form: form).evaluate(views, wantsGradients: true)
    let gradients = try #require(value.gradients)
    #expect(try MeanOverPairs.pairs(viewCount: viewCount).count == Int(number("pairs")))
    #expect(try abs(value.loss / number("loss") - 1) < 1e-9)
    #expect(try abs(value.terms.invariance / number("invariance") - 1) < 1e-9)
    #expect(try abs(value.terms.redundancy / number("redundancy") - 1) < 1e-9)
    #expect(try abs(value.terms.meanDiagonal / number("meanDiagonal") - 1) < 1e-9)
    #expect(abs(value.loss / (value.terms.invariance + 0.02 * value.terms.redundancy) - 1) < 1e-12)
    #expect(gradients.count == viewCount)
    for (view, gradient) in gradients.enumerated() {
      let expected = try #require(reference["\(viewCount).gradient.\(view)"])
      #expect(try gradient.relativeError(to: expected) < 1e-9, "view \(view)")
    }
    #expect(try views.map { try $0.doubles() } == before)
  }

  @Test func twoViewsAreTheObjectiveItself() throws {
    let views = try Self.views(2)
    let pairwise = BarlowTwinsObjective(lambda: 0.3)
    let value = try pairwise.evaluate(views, wantsGradients: true)
    let expected = try pairwise.evaluate(views[0], views[1], wantsGradients: true)
    let (gradients, expectedGradients) = (try #require(value.gradients), try #require(expected.gradients))
    #expect(value.loss == expected.loss && value.floor == expected.floor && value.terms == expected.terms)
    #expect(try gradients[0].doubles() == expectedGradients[0].doubles())
    #expect(try gradients[1].doubles() == expectedGradients[1].doubles())
  }

  @Test func gradientsComeOnlyWhenAskedFor() throws {
    let value = try BarlowTwinsObjective().evaluate(Self.views(3), wantsGradients: false)
    #expect(value.gradients == nil)
  }

  @Test func everyViewMustFit() throws {
    let objective = BarlowTwinsObjective()
    let views = try Self.views(3)
    #expect(throws: ObjectiveError.self) { try objective.evaluate([views[0]], wantsGradients: false) }
    let short = try views[2].narrow(start: 0, length: 7)
    #expect(throws: ObjectiveError.self) { try objective.evaluate([views[0], views[1], short], wantsGradients: false) }
  }
}
