import BarlowTwins
import NN
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Views that go through the network at the same time, against one after the other.
@Suite struct ViewThreadsTests {
  /// The state after three steps of two views of 16 pixels and `crops` local crops of 8.
  private static func state(
    threads: Int, crops: Int, sharing: TwinNetworks.Sharing = .shared,
    objective: any Objective = BarlowTwinsObjective(),
    precision: Precision = .fp32
  ) throws -> [String: Tensor] {
    let twins = try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), projector: [32, 16], sharing: sharing,
      hasPredictor: type(of: objective).needsPredictor, from: ParameterSource(seed: 3))
    let step = try TrainingStep(
      twins, objective: objective,
      optimizer: SGD(ParameterGroup.split(twins.namedParameters()), weightDecay: 1e-4, nesterov: true),
      precision: precision, threads: threads, seed: 1)
    for index in 0..<3 {
      let views = try (0..<(2 + crops)).map { view -> Tensor in
        let side = view < 2 ? 16 : 8
        let noise = try Tensor.normal([12, 3, side, side], seed: UInt64(10 * index + view))
        return try noise.adding(Tensor.full([1], Double(view))).contiguous(.channelsLast)
      }
      _ = try step(views, rates: LearningRates(weights: 0.01, biases: 0.01), step: index)
    }
    return twins.stateDictionary()
  }

  @Test(arguments: [0, 3]) func runningStatisticsMoveViewByView(crops: Int) throws {
    let expected = try Self.state(threads: 1, crops: crops)
    let state = try Self.state(threads: 2, crops: crops)
    for (name, value) in expected {
      if name.hasSuffix("num_batches_tracked") {
        #expect(try value.to(.float32).item() == Double(3 * (2 + crops)))
        #expect(try state[name]?.to(.float32).item() == value.to(.float32).item())
      } else {
        #expect(try #require(state[name]).relativeError(to: ReferenceArray(value)) < 1e-4, "\(name)")
      }
    }
  }

  @Test(arguments: [Precision.fp32, .bf16]) func theSameStepsGiveTheSameBits(precision: Precision) throws {
    let first = try Self.state(threads: 2, crops: 1, precision: precision)
    for _ in 0..<3 {
      let again = try Self.state(threads: 2, crops: 1, precision: precision)
      for (name, value) in first where !name.hasSuffix("num_batches_tracked") {
        #expect(try again[name]?.floats() == value.floats(), "\(name)")
      }
    }
  }

  @Test func separateNetworksTrainOnThreadsToo() throws {
    let expected = try Self.state(threads: 1, crops: 0, sharing: .separate)
    let state = try Self.state(threads: 2, crops: 0, sharing: .separate)
    for (name, value) in expected where !name.hasSuffix("num_batches_tracked") {
      #expect(try #require(state[name]).relativeError(to: ReferenceArray(value)) < 1e-4, "\(name)")
    }
  }

  @Test func thereIsNoTeamForOneThreadOrAnotherDevice() throws {
    #expect(try ThreadTeam.ofViews(threads: 1, device: .cpu) == nil)
    #expect(try ThreadTeam.ofViews(threads: 4, device: .cuda(0)) == nil)
    #expect(try ThreadTeam.ofViews(threads: 3, device: .cpu)?.count == 2)
  }
}
