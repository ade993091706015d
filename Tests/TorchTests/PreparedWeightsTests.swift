import TensorTestSupport
import Testing
import Torch

/// Weights that are prepared once for several forward passes.
@Suite struct PreparedWeightsTests {
  private struct Layers {
    let kernel, point, grouped, matrix: Tensor
    var all: [Tensor] { [kernel, point, grouped, matrix] }

    init() throws {
      kernel = try Tensor.normal([16, 16, 3, 3], seed: 1).contiguous(.channelsLast).detach().clone()
      point = try Tensor.normal([24, 16, 1, 1], seed: 2).contiguous(.channelsLast).detach().clone()
      grouped = try Tensor.normal([24, 6, 3, 3], seed: 3).contiguous(.channelsLast).detach().clone()
      matrix = try Tensor.normal([8, 24 * 36], seed: 4)
      for weight in all { try weight.setRequiresGrad(true) }
    }

    func output(_ images: Tensor) throws -> Tensor {
      try images.conv2d(weight: kernel, bias: nil, stride: 1, padding: 1)
        .conv2d(weight: point, bias: nil, stride: 1, padding: 0)
        .conv2d(weight: grouped, bias: nil, stride: 1, padding: 1, groups: 4)
        .contiguous().reshape([images.size(0), 24 * 36]).linear(weight: matrix, bias: nil)
    }
  }

  private static func images(_ seed: UInt64) throws -> Tensor {
    try Tensor.normal([5, 16, 6, 6], seed: seed).contiguous(.channelsLast)
  }

  /// Outputs of two passes, one after the other or at the same time, and the gradients of the images and the weights.
  private func passes(
    _ weights: [PreparedWeights?], in dtype: DType? = .bfloat16, team: ThreadTeam? = nil
  ) throws -> [[Float]] {
    let layers = try Layers()
    let images = try (0..<2).map { try Self.images(UInt64(10 + $0)) }
    for leaf in images { try leaf.setRequiresGrad(true) }
    func forward(_ view: Int) throws -> Tensor {
      try withAutocast(dtype, on: .cpu, sharing: weights[view]) { try layers.output(images[view]) }
    }
    let outputs = try team?.map(2, forward) ?? (0..<2).map(forward)
    for (view, output) in outputs.enumerated() {
      try Tensor.backward([output], gradients: [Tensor.normal(output.shape, seed: UInt64(20 + view)).to(output.dtype)])
    }
    let gradients = try (images + layers.all).map { try #require(try $0.gradient()).floats() }
    return try outputs.map { try $0.detach().floats() } + gradients
  }

  @Test func sharingChangesNoBit() throws {
    let expected = try passes([nil, nil])
    #expect(expected.allSatisfy { $0.contains { $0 != 0 } })
    let casts = PreparedWeights()
    #expect(try passes([casts, casts]) == expected)
    #expect(casts.count == 4)
    let team = try ThreadTeam(2, sharing: 2)
    let together = PreparedWeights()
    #expect(try passes([together, together], team: team) == expected)
    #expect(together.count == 4)
    #expect(try passes([PreparedWeights(), nil]) == expected)
  }

  @Test func whatHasChangedIsCastAnew() throws {
    let layers = try Layers()
    let casts = PreparedWeights()
    func outputs() throws -> (shared: [Float], alone: [Float]) {
      try withoutGradients {
        let images = try Self.images(7)
        return (
          try withAutocast(.bfloat16, on: .cpu, sharing: casts) { try layers.output(images) }.floats(),
          try withAutocast(.bfloat16, on: .cpu) { try layers.output(images) }.floats()
        )
      }
    }
    let before = try outputs()
    #expect(before.shared == before.alone && casts.count == 4)
    try withoutGradients { try layers.point.addInPlace(0.5) }
    let after = try outputs()
    #expect(after.shared == after.alone && after.alone != before.alone && casts.count == 5)
  }

  @Test func anEnclosingCallSharesAgainAfterwards() throws {
    let layers = try Layers()
    let (outer, inner) = (PreparedWeights(), PreparedWeights())
    struct Stopped: Error {}
    try withAutocast(.bfloat16, on: .cpu, sharing: outer) {
      #expect(throws: Stopped.self) {
        try withAutocast(.bfloat16, on: .cpu, sharing: inner) {
          _ = try layers.output(Self.images(1))
          throw Stopped()
        }
      }
      #expect(inner.count == 4 && outer.count == 0)
      _ = try layers.output(Self.images(1))
    }
    #expect(inner.count == 4 && outer.count == 4)
    _ = try layers.output(Self.images(1))
    #expect(outer.count == 4)
  }

  /// Single precision has nothing to cast; kernels of our own have weights to transform, for the way there and back.
  @Test func inSinglePrecisionWhatOwnKernelsTakeIsShared() throws {
    let expected = try passes([nil, nil], in: nil)
    let weights = PreparedWeights()
    #expect(try passes([weights, weights], in: nil, team: ThreadTeam(2, sharing: 2)) == expected)
    #expect(weights.count == (Runtime.cpuCapability == "AVX2" ? 2 : 0))
  }
}
