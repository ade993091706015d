import Testing
import Torch

@testable import Distributed
@testable import NN

/// Batch normalization of a batch in parts, of uneven sizes: what it computes is what the whole batch would give.
@Suite struct SynchronizedBatchNormTests {
  private static func layer() throws -> BatchNorm {
    let layer = try BatchNorm(3, from: ParameterSource(seed: 0))
    try withoutGradients {
      try layer.weight.copy(from: Tensor.from([0.5, -1, 2] as [Float], shape: [3]))
      try layer.bias.copy(from: Tensor.from([0.1, 0, -0.3] as [Float], shape: [3]))
    }
    return layer
  }

  /// Seven images far from 0, whose variance a difference of squares would lose.
  private static func images(_ shape: [Int]) throws -> Tensor {
    try (Tensor.normal(shape, seed: 5) * 0.5 + 30).detach()
  }

  /// The output, the gradients of input, scale and shift, and the running statistics after a pass and the way back.
  private static func pass(_ images: Tensor, _ weights: Tensor, mode: ForwardMode) throws -> [Tensor] {
    let layer = try layer()
    let input = try images.detach().clone()
    try input.setRequiresGrad(true)
    let output = try layer(input, mode: mode)
    try (output.to(.float32) * weights).sum().backward()
    try mode.delayed?.moveRunningStatistics()
    let gradients = try [input, layer.weight, layer.bias].map { try #require(try $0.gradient()) }
    return try [output.detach()] + gradients + [layer.runningMean, layer.runningVariance, layer.batchesTracked]
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? .infinity }

  @Test(arguments: [[7, 3, 4, 4], [7, 3]], [false, true])
  func unevenPartsGiveTheWholesValuesAndGradients(shape: [Int], isDelayed: Bool) throws {
    let shares = BatchShares(of: 7, among: 3)
    let (images, weights) = (try Self.images(shape), try Tensor.normal(shape, seed: 9))
    let expected = try Self.pass(images, weights, mode: .training).map { try $0.floats() }
    let parts = try Ranks.run(3) { group in
      let (images, weights) = (try Self.images(shape), try Tensor.normal(shape, seed: 9))
      let mode: ForwardMode = isDelayed ? .training(delaying: DelayedStatistics()) : .training
      let own = try Self.pass(
        group.own(images, shares: shares), group.own(weights, shares: shares), mode: mode.sharing(group.ofThread(1)))
      let (scale, shift) = (own[2], own[3])
      try group.sum([scale, shift])
      let rows = try own.prefix(2).map { try group.gather($0, shares: shares) }
      return try (rows + [scale, shift] + own.dropFirst(4)).map { try $0.floats() }
    }
    // The whole batch's own rounding is that of numbers of 30 in single precision.
    let bounds: [Float] = [2e-4, 2e-4, 1e-3, 1e-4, 1e-4, 1e-4, 0]
    for part in parts {
      for (index, bound) in bounds.enumerated() {
        #expect(distance(part[index], expected[index]) <= bound, "number \(index)")
      }
    }
    #expect(parts[0] == parts[1] && parts[1] == parts[2])
  }

  @Test func halfPrecisionKeepsSingleStatistics() throws {
    let shares = BatchShares(of: 6, among: 2)
    let parts = try Ranks.run(2) { group in
      let images = try Tensor.normal([6, 3, 4, 4], seed: 5).to(.bfloat16)
      let output = try Self.pass(
        group.own(images, shares: shares), group.own(Tensor.ones([6, 3, 4, 4]), shares: shares),
        mode: .training.sharing(group.ofThread(0)))
      #expect(try output[0].dtype == .bfloat16 && output[4].dtype == .float32)
      return try [group.gather(output[0].to(.float32), shares: shares), output[4]].map { try $0.floats() }
    }
    let images = try Tensor.normal([6, 3, 4, 4], seed: 5).to(.bfloat16)
    let whole = try Self.pass(images, Tensor.ones([6, 3, 4, 4]), mode: .training)
    #expect(try distance(parts[0][0], whole[0].floats()) < 0.04)
    #expect(try distance(parts[0][1], whole[4].floats()) < 1e-6)
  }

  /// A group whose sums fail.
  private struct Broken: BatchGroup {
    func sum(_ tensor: Tensor) throws -> Tensor { throw TorchError(.unavailable, "nobody is there") }
  }

  @Test func aFailureArrivesAsWhatItIs() throws {
    let layer = try Self.layer()
    let error = #expect(throws: TorchError.self) {
      try layer(Self.images([7, 3]), mode: .training.sharing(Broken()))
    }
    #expect(error == TorchError(.unavailable, "nobody is there"))
  }
}
