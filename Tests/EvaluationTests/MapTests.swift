import TestSupport
import Testing
import Torch

@testable import Evaluation

/// Layouts in the plane, beside scikit-learn's.
@Suite struct MapTests {
  private static func clouds(_ count: Int, dimension: Int) throws -> Tensor {
    let centres = try Tensor.normal([4, dimension], std: 2, seed: 1)
    let labels = (0..<count).map { $0 % 4 }
    return try centres.indexSelect(0, Tensor.from(labels, shape: [count])) + Tensor.normal([count, dimension], seed: 2)
  }

  private static func array(_ tensor: Tensor) throws -> ReferenceArray {
    ReferenceArray(shape: tensor.shape, values: try tensor.doubles())
  }

  @Test func layoutsAreAsGoodAsThoseOfScikitLearn() throws {
    let features = try Self.clouds(160, dimension: 12)
    let layout = try TSNE(features, perplexity: 20)
    let points = ReferenceArray(shape: [160, 2], values: layout.points.flatMap { [$0.x, $0.y] })
    let reference = try PythonReference.run(
      "maps.py", ["features": Self.array(features), "points": points, "perplexity": ReferenceArray(20)])
    func number(_ name: String) throws -> Double { try #require(reference[name]?.values.first) }

    let joint = try Self.array(TSNE.joint(of: features, perplexity: 20))
    // Theirs searches the width to a tolerance of 1e-5 of the entropy.
    #expect(joint.relativeError(to: try #require(reference["joint"])) < 1e-4)
    #expect(abs(joint.values.reduce(0, +) - 1) < 1e-9)
    #expect(layout.divergence < (try number("divergence")) * 1.05)
    #expect(try number("ourTrust") > number("theirTrust") - 0.02)

    let principal = try PrincipalMap(features, axes: 2)
    #expect(try Self.array(principal.coordinates).relativeError(to: #require(reference["principal"])) < 1e-6)
    let shares = ReferenceArray(shape: [2], values: principal.varianceShares)
    #expect(shares.relativeError(to: try #require(reference["shares"])) < 1e-6)
  }

  @Test func whatHasNoShapeIsLaidOutAllTheSame() throws {
    // Equal points, two distinct points, one feature, huge and tiny values.
    let cases = [
      try Tensor.ones([6, 3]), try Tensor.from([0, 0, 0, 1, 1, 1] as [Float], shape: [6, 1]),
      try Tensor.normal([5, 2], std: 1e15, seed: 3), try Tensor.normal([5, 40], std: 1e-15, seed: 4),
    ]
    for features in cases {
      let layout = try TSNE(features, iterations: 100)
      #expect(layout.points.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "\(features.shape)")
      #expect(layout.divergence.isFinite)
      let principal = try PrincipalMap(features, axes: 50)
      #expect(principal.coordinates.size(1) <= 50 && principal.varianceShares.allSatisfy { (0...1.0001).contains($0) })
    }
  }

  @Test func theSameFeaturesGiveTheSameMap() throws {
    let features = try Self.clouds(40, dimension: 5)
    #expect(try TSNE(features, iterations: 60).points == TSNE(features, iterations: 60).points)
  }
}
