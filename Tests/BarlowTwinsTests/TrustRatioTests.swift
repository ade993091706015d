import Testing
import Torch

import NN

@testable import BarlowTwins

/// The trust ratio of LARS by hand: 0.001·‖p‖/‖g + decay·p‖, or 1 where a norm is 0; never for vectors.
@Suite struct TrustRatioTests {
  /// The change of a parameter by one step at rate 1 for weights and 0.5 for biases.
  private func change(_ values: [Double], gradient: [Double], shape: [Int], decay: Double) throws -> [Double] {
    let parameter = try Tensor.from(values, shape: shape)
    try parameter.setRequiresGrad(true)
    try parameter.setGradient(Tensor.from(gradient, shape: shape))
    let optimizer = LARS(ParameterGroup.split([("p", parameter)]), weightDecay: decay)
    try optimizer.step(LearningRates(weights: 1, biases: 0.5))
    return zip(try parameter.doubles(), values).map { $0 - $1 }
  }

  private func isClose(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-15 } }

  @Test func weightsAreScaled() throws {
    // ‖p‖ = 5, ‖g‖ = 10.
    #expect(try isClose(change([3, 4], gradient: [6, 8], shape: [1, 2], decay: 0), [-0.003, -0.004]))
    // g + 0.5·p = [7.5, 10], of norm 12.5.
    #expect(try isClose(change([3, 4], gradient: [6, 8], shape: [1, 2], decay: 0.5), [-0.003, -0.004]))
    // g + 0.5·p = [1.5, 4] beside g = [0, 2]: the decay is inside the norm.
    let size = (1.5 * 1.5 + 4 * 4).squareRoot()
    #expect(
      try isClose(change([3, 4], gradient: [0, 2], shape: [1, 2], decay: 0.5), [-0.0075 / size, -0.02 / size]))
  }

  @Test func vectorsAreNeitherScaledNorDecayed() throws {
    #expect(try isClose(change([3, 4], gradient: [6, 8], shape: [2], decay: 0.5), [-3, -4]))
  }

  @Test func zeroParametersTakeTheirGradient() throws {
    #expect(try isClose(change([0, 0], gradient: [6, 8], shape: [2, 1], decay: 0.5), [-6, -8]))
  }

  @Test func zeroGradientsChangeNothingWithoutDecay() throws {
    #expect(try change([3, 4], gradient: [0, 0], shape: [1, 2], decay: 0) == [0, 0])
    // With decay the direction is 0.5·p, scaled to 0.001 of ‖p‖.
    #expect(try isClose(change([3, 4], gradient: [0, 0], shape: [1, 2], decay: 0.5), [-0.003, -0.004]))
  }
}
