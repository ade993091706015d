import Testing
import Torch

@testable import NN

@Suite struct LayerTests {
  @Test func linearIsAnAffineMap() throws {
    let layer = try Linear(3, 2, from: ParameterSource(seed: 0))
    try layer.load([
      "weight": Tensor.from([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]),
      "bias": Tensor.from([10, 20] as [Float], shape: [2]),
    ])
    let output = try layer(Tensor.from([1, 0, -1] as [Float], shape: [1, 3]), mode: .training)
    #expect(try output.floats() == [8, 18])
  }

  @Test func convolutionWeightsLieChannelsLast() throws {
    let layer = try Conv2d(4, 8, kernel: 3, from: ParameterSource(seed: 0))
    #expect(layer.weight.isContiguous(.channelsLast))
    #expect(layer.weight.requiresGrad)
  }

  @Test func normalizationRecordsBatchesInTrainingOnly() throws {
    let layer = try BatchNorm(1, from: ParameterSource(seed: 0))
    let input = try Tensor.from([1, 3] as [Float], shape: [2, 1])
    // Mean 2, variance 1 over the batch; the running one takes a tenth of the unbiased variance, 2.
    let normalized = try layer(input, mode: .training).doubles()
    #expect(abs(normalized[1] - 1 / (1 + 1e-5).squareRoot()) < 1e-6)
    #expect(abs(try layer.runningMean.item() - 0.2) < 1e-6)
    #expect(abs(try layer.runningVariance.item() - 1.1) < 1e-6)
    let evaluated = try layer(input, mode: .evaluation).doubles()
    #expect(abs(evaluated[1] - 2.8 / (1.1 + 1e-5).squareRoot()) < 1e-6)
    #expect(abs(try layer.runningMean.item() - 0.2) < 1e-6)
    #expect(try layer.stateDictionary()["num_batches_tracked"]?.integers() == [1])
  }

  @Test func aPassOfWhichNoRecordIsKeptNormalizesAsTraining() throws {
    let layer = try BatchNorm(3, from: ParameterSource(seed: 0))
    let input = try Tensor.normal([5, 3, 4, 4], seed: 3)
    let before = try layer.namedState().map { try $0.tensor.doubles() }
    let unrecorded = try layer(input, mode: .unrecorded).floats()
    #expect(try layer.namedState().map { try $0.tensor.doubles() } == before)
    #expect(try layer(input, mode: .training).floats() == unrecorded)
    #expect(try layer.runningMean.doubles() != before[2])
  }

  @Test func sequencesCountTheirRectifiers() throws {
    let source = ParameterSource(seed: 0)
    let sequence = Sequential([
      try Linear(2, 2, bias: false, from: source), ReLU(), try Linear(2, 1, bias: false, from: source),
    ])
    #expect(sequence.namedParameters().map(\.name) == ["0.weight", "2.weight"])
    try sequence.load([
      "0.weight": Tensor.from([1, 0, 0, -1] as [Float], shape: [2, 2]),
      "2.weight": Tensor.from([1, 10] as [Float], shape: [1, 2]),
    ])
    let output = try sequence(Tensor.from([3, 4, -3, -4] as [Float], shape: [2, 2]), mode: .evaluation)
    #expect(try output.floats() == [3, 40])
  }

  @Test func gradientsAreClearedAndFrozen() throws {
    let layer = try Linear(2, 1, from: ParameterSource(seed: 0))
    try layer(Tensor.ones([1, 2]), mode: .training).sum().backward()
    #expect(try layer.weight.gradient()?.floats() == [1, 1])
    try layer.clearGradients()
    #expect(try layer.weight.gradient() == nil)
    try layer.setRequiresGrad(false)
    #expect(try !layer(Tensor.ones([1, 2]), mode: .training).requiresGrad)
    #expect(layer.parameterCount == 3)
  }
}
