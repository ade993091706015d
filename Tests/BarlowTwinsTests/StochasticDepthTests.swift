import NN
import Testing
import Torch

@testable import BarlowTwins

/// Branches that are left out at random are the same ones whenever a step is taken again.
@Suite struct StochasticDepthTests {
  private let configuration = VisionTransformerConfiguration(
    variant: .tiny, patchSize: 8, positionSize: 16, dropPath: 0.5)

  private func twins() throws -> TwinNetworks {
    try TwinNetworks(configuration, projector: [16, 8], sharing: .shared, from: ParameterSource(seed: 1))
  }

  private func views() throws -> [Tensor] {
    try [16, 16, 8].enumerated().map { try Tensor.normal([6, 3, $1, $1], seed: UInt64(10 + $0)) }
  }

  /// The losses of steps with the given numbers, on threads.
  private func losses(_ steps: [Int], threads: Int = 1, objective: any Objective = BarlowTwinsObjective(lambda: 0.01))
    throws
    -> [Double]
  {
    let network = try twins()
    let step = try TrainingStep(
      network, objective: objective, optimizer: AdamW(ParameterGroup.split(network), weightDecay: 0.1),
      threads: threads, seed: 3)
    return try steps.map { try step(views(), rates: LearningRates(weights: 0, biases: 0), step: $0).loss }
  }

  @Test func aStepDependsOnItsNumberAlone() throws {
    let losses = try losses([0, 1, 0, 2])
    #expect(losses[0] == losses[2])
    #expect(Set(losses).count == 3)
    #expect(try self.losses([2])[0] == losses[3])
  }

  @Test func threadsLeaveOutTheSameBranches() throws {
    for (one, two) in zip(try losses([0, 1]), try losses([0, 1], threads: 2)) { #expect(abs(one / two - 1) < 1e-4) }
  }

  @Test func eachViewAndMixedImagesLeaveOutTheirOwn() throws {
    let network = try twins()
    let images = try views()[0]
    let pass = NetworkPass(network, precision: .fp32, device: .cpu, draw: StepDraw(seed: 1, step: 0))
    let embeddings = try pass.embed([images, images]) + [pass.embed(images, view: 0)]
    let values = try embeddings.map { try $0.floats() }
    #expect(values[0] != values[1] && values[0] != values[2] && values[1] != values[2])
    let plain = NetworkPass(network, precision: .fp32, device: .cpu)
    #expect(try plain.embed(images, view: 0).floats() == plain.embed(images, view: 0).floats())
  }
}
