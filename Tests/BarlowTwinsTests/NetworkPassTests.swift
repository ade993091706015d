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

  /// In single precision some weights are prepared on some processors, and none of them twice.
  @Test func inSinglePrecisionTheViewsShareToo() throws {
    let twins = try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 16, stem: .cifar), projector: [32, 16], sharing: .shared,
      hasPredictor: false, from: ParameterSource(seed: 3))
    let views = try (0..<2).map { try Tensor.normal([4, 3, 16, 16], seed: UInt64($0)).contiguous(.channelsLast) }
    let counts = try [1, 2].map { count in
      let pass = NetworkPass(twins, precision: .fp32, device: .cpu)
      _ = try pass.embed(Array(views.prefix(count)))
      return pass.preparedWeights.count
    }
    #expect(counts[0] == counts[1])
    #expect(counts[0] > 10 || Runtime.cpuCapability != "AVX2")
  }
}
