import Foundation
import Testing
import Torch

@testable import BarlowTwins

@Suite struct LossFloorTests {
  private static let images = 9

  /// Embeddings `[9, D]` with the given coordinates in the 8 dimensions that centred columns of 9 rows have.
  ///
  /// The basis is the discrete Fourier basis without its constant; the size makes the ε of batch normalization vanish.
  private func embeddings(dimension: Int, _ coordinates: (_ axis: Int, _ feature: Int) -> Double) throws -> Tensor {
    let n = Self.images
    let values = (0..<n).flatMap { row in
      (0..<dimension).map { feature in
        (0..<8).reduce(0.0) { sum, axis in
          let angle = 2 * Double.pi * Double((axis / 2 + 1) * row) / Double(n)
          return sum + (axis.isMultiple(of: 2) ? cos(angle) : sin(angle)) * coordinates(axis, feature)
        }
      }
    }
    return try Tensor.from(values, shape: [n, dimension]) * 1e4
  }

  /// Coordinates of a tight frame: D unit vectors spread evenly over the dimensions.
  private func frame(_ axis: Int, _ feature: Int, _ dimension: Int) -> Double {
    let angle = 2 * Double.pi * Double((axis / 2 + 1) * feature) / Double(dimension)
    return axis.isMultiple(of: 2) ? cos(angle) : sin(angle)
  }

  @Test func floorIsTheFormula() {
    #expect(abs(CorrelationTerms.floor(images: 256, dimension: 8192, lambda: 0.0051) - 1300.4) < 0.1)
    #expect(abs(CorrelationTerms.floor(images: 2048, dimension: 8192, lambda: 0.0051) - 125.4) < 0.1)
    // Even as many images as features leave C one rank short.
    #expect(abs(CorrelationTerms.floor(images: 8, dimension: 8, lambda: 1) - 8.0 / 7) < 1e-12)
    #expect(CorrelationTerms.floor(images: 9, dimension: 8, lambda: 1) == 0)
    #expect(CorrelationTerms.floor(images: 1, dimension: 8, lambda: 1) == 0)
  }

  @Test(arguments: [16, 32, 100], BarlowTwinsObjectiveTests.forms)
  func evenlySpreadFeaturesAttainIt(dimension: Int, form: CorrelationTerms.Form) throws {
    let z = try embeddings(dimension: dimension) { frame($0, $1, dimension) }
    let value = try BarlowTwinsObjective(form: form).evaluate(z, z, wantsGradients: false)
    #expect(value.floor == CorrelationTerms.floor(images: 9, dimension: dimension, lambda: 0.0051))
    #expect(abs(value.terms.meanDiagonal - 1) < 1e-10)
    #expect(abs(value.loss / (try #require(value.floor)) - 1) < 1e-9)
  }

  @Test func asManySamplesAsFeaturesAttainIt() throws {
    // A simplex: the standard basis, whose centred vectors have equal angles.
    let values = (0..<36).map { $0.isMultiple(of: 7) ? 1e4 : 0 }
    let z = try Tensor.from(values, shape: [6, 6])
    let value = try BarlowTwinsObjective(lambda: 0.3).evaluate(z, z, wantsGradients: false)
    #expect(abs(value.loss / (try #require(value.floor)) - 1) < 1e-9)
    #expect(abs(value.terms.redundancy - 1.2) < 1e-9)
  }

  @Test func enoughSamplesReachZero() throws {
    let z = try embeddings(dimension: 8) { $0 == $1 ? 1 : 0 }
    let value = try BarlowTwinsObjective().evaluate(z, z, wantsGradients: false)
    #expect(value.floor == 0)
    #expect(abs(value.loss) < 1e-12)
  }

  @Test func independentFeaturesStayAboveIt() throws {
    for seed in 0..<5 {
      let z = try Tensor.normal([9, 64], seed: UInt64(seed), dtype: .float64)
      let value = try BarlowTwinsObjective().evaluate(z, z, wantsGradients: false)
      #expect(value.loss > (try #require(value.floor)))
    }
  }

  // The floor holds for views that agree. Where they may differ, the whole matrix can shrink by c: with half of the axes
  // weighed up in one view and down in the other, C_ii = c and ‖C‖² = c²·D²/(N−1), and the best c leaves F / (1 + F/D).
  @Test func viewsThatAgreeLessCanGoBelowItButNotBelowTheHarmonicBound() throws {
    let (dimension, lambda) = (400, 0.1)
    let floor = CorrelationTerms.floor(images: Self.images, dimension: dimension, lambda: lambda)
    let bound = floor / (1 + floor / Double(dimension))
    let best = 1 / (1 + floor / Double(dimension))
    let angle = acos(best) / 2
    func view(_ sign: Double) throws -> Tensor {
      try embeddings(dimension: dimension) { axis, feature in
        let weight = axis < 4 ? cos(.pi / 4 + sign * angle) : sin(.pi / 4 + sign * angle)
        return weight * frame(axis, feature, dimension)
      }
    }
    let value = try BarlowTwinsObjective(lambda: lambda).evaluate(view(1), view(-1), wantsGradients: false)
    #expect(abs(value.terms.meanDiagonal - best) < 1e-9)
    #expect(value.loss < 0.5 * floor)
    #expect(abs(value.loss / bound - 1) < 1e-9)
  }
}
