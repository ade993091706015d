import NN
import Testing
import Torch

@testable import BarlowTwins

/// The passes of a step through the network.
@Suite struct NetworkPassTests {
  /// All views and crops of a step use the same weights.
  @Test(arguments: [1, 2]) func eachWeightIsPreparedOnceAStep(threads: Int) throws {
    let twins = try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), projector: [32, 16], sharing: .shared,
      hasPredictor: false, from: ParameterSource(seed: 3))
    let weights = twins.namedParameters().count { $0.tensor.shape.count > 1 }
    let pass = NetworkPass(
      twins, precision: .bf16, device: .cpu, team: threads == 2 ? try ThreadTeam(2, sharing: 2) : nil)
    let views = try (0..<2).map { try Tensor.normal([4, 3, 16, 16], seed: UInt64($0)).contiguous(.channelsLast) }
    _ = try pass.embed(views)
    _ = try pass.embed(Tensor.normal([4, 3, 8, 8], seed: 5).contiguous(.channelsLast), view: 2)
    #expect(pass.preparedWeights.count == weights && weights > 10)
  }
}
