import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import NN

/// Convolutions that hold the normalization behind them compute what both do one after the other.
@Suite struct FoldedConvolutionTests {
  /// A convolution and a normalization with statistics and scales of their own.
  private func layers(
    _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, groups: Int = 1, seed: UInt64 = 1
  )
    throws -> (Conv2d, BatchNorm)
  {
    let source = ParameterSource(seed: seed)
    let convolution = try Conv2d(
      inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, groups: groups, from: source)
    let normalization = try BatchNorm(outputs, from: source)
    try withoutGradients {
      try normalization.weight.copy(from: Tensor.normal([outputs], seed: 11) + 1)
      try normalization.bias.copy(from: Tensor.normal([outputs], seed: 12))
      try normalization.runningMean.copy(from: Tensor.normal([outputs], seed: 13))
      try normalization.runningVariance.copy(from: Tensor.normal([outputs], seed: 14).relu() + 0.1)
    }
    return (convolution, normalization)
  }

  private func images(_ channels: Int, seed: UInt64 = 5) throws -> Tensor {
    try Tensor.normal([2, channels, 9, 9], seed: seed).contiguous(.channelsLast)
  }

  private func plain(_ layer: (Conv2d, BatchNorm), _ input: Tensor) throws -> Tensor {
    try layer.1(layer.0(input, mode: .evaluation), mode: .evaluation)
  }

  private func error(_ a: Tensor, _ b: Tensor) throws -> Double {
    try Double((a.to(.float64) - b.to(.float64)).norm([0, 1, 2, 3], keep: false).item())
      / Double(b.to(.float64).norm([0, 1, 2, 3], keep: false).item())
  }

  @Test(arguments: [
    (3, 8, 7, 2, 1), (1, 4, 3, 1, 1), (8, 8, 3, 1, 1), (5, 6, 1, 2, 1), (4, 32, 1, 1, 1), (16, 16, 3, 2, 4),
    (7, 3, 3, 1, 1),
    (16, 48, 3, 1, 1), (32, 16, 3, 1, 1), (16, 16, 3, 2, 1),
  ])
  func theyComputeTheSame(inputs: Int, outputs: Int, kernel: Int, stride: Int, groups: Int) throws {
    try withoutGradients {
      let layer = try layers(inputs, outputs, kernel: kernel, stride: stride, groups: groups)
      let folded = FoldedConvolution(layer.0, layer.1)
      let input = try images(inputs)
      let expected = try plain(layer, input)
      #expect(try error(folded(input, rectifies: false), expected) < 1e-6)
      #expect(try error(folded(input, rectifies: true), expected.relu()) < 1e-6)
      let residual = try Tensor.normal(expected.shape, seed: 6).contiguous(.channelsLast)
      let sum = try (expected + residual).relu()
      #expect(try error(folded(input, addedTo: residual.clone(), rectifies: true), sum) < 1e-6)
    }
  }

  @Test func whatChangesIsNoticed() throws {
    try withoutGradients {
      let layer = try layers(4, 6)
      let folded = FoldedConvolution(layer.0, layer.1)
      let input = try images(4)
      let changes: [(String, () throws -> Void)] = [
        ("weight", { try layer.0.weight.multiplyInPlace(2) }), ("scale", { try layer.1.weight.multiplyInPlace(0.5) }),
        ("shift", { try layer.1.bias.addInPlace(1) }),
        ("statistics", { _ = try layer.1(layer.0(images(4, seed: 9), mode: .training), mode: .training) }),
      ]
      for (name, change) in changes {
        let before = try folded(input, rectifies: false)
        try change()
        let after = try folded(input, rectifies: false)
        #expect(try error(after, plain(layer, input)) < 1e-6, "\(name)")
        #expect(try error(before, after) > 1e-3, "\(name)")
      }
    }
  }

  /// What a network does in bfloat16, folded or not, whatever the processor.
  @Test func aNetworkInUseComputesInHalfPrecision() throws {
    try withoutGradients {
      let input = try images(3)
      let network = try ResNet(
        ResNetConfiguration(variant: .resnet10, width: 8, stem: .cifar), from: ParameterSource(seed: 1))
      let exact = try network(input, mode: .evaluation)
      let half = try withAutocast(.bfloat16, on: .cpu) { try network(input, mode: .evaluation) }
      #expect(try half.relativeError(to: ReferenceArray(exact)) < 0.05)
    }
  }

  @Test(.enabled(if: Tensor.hasFusedConvolutions(of: .bfloat16), "libtorch folds nothing in bfloat16 here"))
  func halfPrecisionIsAsExactAsUnfolded() throws {
    try withoutGradients {
      let layer = try layers(16, 16)
      let folded = FoldedConvolution(layer.0, layer.1)
      let input = try images(16)
      let exact = try plain(layer, input).relu()
      let (half, other) = try withAutocast(.bfloat16, on: .cpu) {
        (try folded(input, rectifies: true), try plain(layer, input).relu())
      }
      #expect(try half.dtype == .bfloat16)
      #expect(try error(half, exact) < 1.5 * error(other, exact))
    }
  }

  @Test func onlyNetworksInUseAreFolded() throws {
    let input = try images(3)
    #expect(try !FoldedConvolution.isUsable(input, .evaluation))
    try withoutGradients { () throws in
      let isUsable = try FoldedConvolution.isUsable(input, .evaluation)
      #expect(isUsable == Tensor.hasFusedConvolutions(of: .float32))
      #expect(try !FoldedConvolution.isUsable(input, .training) && !FoldedConvolution.isUsable(input, .unrecorded))
      #expect(try !FoldedConvolution.isUsable(input.to(.float64), .evaluation))
    }
  }

  /// The sum of a block overwrites what it is added to.
  @Test(arguments: [(ResNetVariant.resnet18, 8), (.resnet50, 4)]) func anInputStaysAsItIs(
    variant: ResNetVariant, width: Int
  ) throws {
    let network = try ResNet(
      ResNetConfiguration(variant: variant, width: width, stem: .cifar), from: ParameterSource(seed: 3))
    try withoutGradients {
      let input = try Tensor.normal([2, 3, 16, 16], seed: 1).contiguous(.channelsLast)
      let before = try input.floats()
      let first = try network(input, mode: .evaluation).floats()
      #expect(try input.floats() == before && network(input, mode: .evaluation).floats() == first)
    }
  }

  /// oneDNN's rectifier would make 0 of it.
  @Test func aBrokenNetworkShows() throws {
    let network = try ResNet(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), from: ParameterSource(seed: 3))
    try withoutGradients {
      let input = try Tensor.normal([2, 3, 16, 16], seed: 1).contiguous(.channelsLast)
      #expect(try network(input, mode: .evaluation).isFinite())
      try network.stem.convolution.weight.narrow(start: 0, length: 1).multiplyInPlace(.nan)
      #expect(try !network(input, mode: .evaluation).isFinite())
    }
  }
}
