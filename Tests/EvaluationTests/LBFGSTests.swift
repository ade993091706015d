import Testing
import Torch

@testable import Evaluation

@Suite struct LBFGSTests {
  /// Rosenbrock's valley, which bends and is steep across and flat along.
  @Test func followsABentValley() throws {
    let settings = LBFGS.Settings(gradientTolerance: 1e-10, maximumSteps: 200, valueRounding: 1e-15)
    let result = try LBFGS.minimize(from: Tensor.from([-1.2, 1] as [Double], shape: [2]), settings) { point in
      let values = try point.doubles()
      let (x, y) = (values[0], values[1])
      let gradient = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
      return ((1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x), try Tensor.from(gradient, shape: [2]))
    }
    #expect(result.isConverged)
    #expect(try result.point.doubles().allSatisfy { abs($0 - 1) < 1e-8 })
    #expect(result.steps < 60)
  }

  @Test func solvesAnIllConditionedQuadratic() throws {
    let scales = try Tensor.from((0..<40).map { 1.5 * Double($0) - 30 }, shape: [40]).exp()
    let curvature = try scales.clamp(minimum: 1e-2)
    let settings = LBFGS.Settings(gradientTolerance: 1e-6, maximumSteps: 2000, valueRounding: 1e-15)
    let bounded = try curvature.pow(0.2)
    let result = try LBFGS.minimize(from: Tensor.ones([40], dtype: .float64), settings) { point in
      let gradient = try point * bounded
      return (try 0.5 * point.inner(gradient).item(), gradient)
    }
    #expect(result.isConverged)
  }

  @Test func endsWhereRoundingHidesTheMinimum() throws {
    // Values with 3 digits: the search cannot see a decrease near the minimum, and must not run on.
    let settings = LBFGS.Settings(gradientTolerance: 0, maximumSteps: 10_000, valueRounding: 1e-3)
    let result = try LBFGS.minimize(from: Tensor.full([3], 5, dtype: .float64), settings) { point in
      let value = try 1 + point.square().sum().item()
      return ((value * 1000).rounded() / 1000, try point * 2)
    }
    #expect(result.steps < 10_000)
    #expect(try result.point.abs().maximum(0).item() < 0.1)
  }

  @Test func stopsAtTheLargestNumberOfSteps() throws {
    let settings = LBFGS.Settings(gradientTolerance: 1e-12, maximumSteps: 3, valueRounding: 1e-15)
    let result = try LBFGS.minimize(from: Tensor.from([3, -4] as [Double], shape: [2]), settings) { point in
      (try point.pow(4).sum().item(), try point.pow(3) * 4)
    }
    #expect(!result.isConverged && result.steps == 3)
  }
}
