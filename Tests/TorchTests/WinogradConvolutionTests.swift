import TensorTestSupport
import TestSupport
import Testing
import Torch

/// 3×3 convolutions that are computed by minimal filtering on processors with AVX2 and no more.
@Suite struct WinogradConvolutionTests {
  static let cases = [
    ConvolutionCase(images: 3, inputs: 16, outputs: 16, height: 8, width: 8, stride: 1),
    ConvolutionCase(images: 2, inputs: 32, outputs: 48, height: 6, width: 10, stride: 1),
    // The smallest images; tiles that stand out below, on the right, and both.
    ConvolutionCase(images: 1, inputs: 16, outputs: 32, height: 4, width: 4, stride: 1),
    ConvolutionCase(images: 3, inputs: 48, outputs: 16, height: 5, width: 8, stride: 1),
    ConvolutionCase(images: 3, inputs: 16, outputs: 80, height: 4, width: 7, stride: 1),
    ConvolutionCase(images: 4, inputs: 32, outputs: 32, height: 7, width: 5, stride: 1),
    // Tiles that are no multiple of six, of several blocks; and several parts, which are summed for themselves.
    ConvolutionCase(images: 7, inputs: 64, outputs: 64, height: 11, width: 9, stride: 1),
    ConvolutionCase(images: 9, inputs: 16, outputs: 16, height: 32, width: 30, stride: 1),
    // More outputs than are computed at a time; weights that are too many for a cache.
    ConvolutionCase(images: 6, inputs: 32, outputs: 208, height: 9, width: 8, stride: 1),
    ConvolutionCase(images: 10, inputs: 256, outputs: 192, height: 8, width: 8, stride: 1),
    // What others compute: images of three rows, or channels that are no multiple of sixteen.
    ConvolutionCase(images: 3, inputs: 16, outputs: 16, height: 3, width: 9, stride: 1),
    ConvolutionCase(images: 3, inputs: 16, outputs: 24, height: 8, width: 8, stride: 1),
  ]

  @Test(arguments: cases) func passesAreThoseOfDoublePrecision(example: ConvolutionCase) throws {
    let exact = try example.passes(.float64).map { try ReferenceArray($0) }
    for contiguous in [false, true] {
      for (own, exact) in zip(try example.passes(.float32, contiguous: contiguous), exact) {
        #expect(own.shape == exact.shape)
        // Images that do not lie channels last are libtorch's, which adds up longer sums.
        #expect(try own.relativeError(to: exact) < (contiguous ? 3e-6 : 1e-6))
      }
    }
  }

  @Test(.enabled(if: Runtime.cpuCapability == "AVX2", "libtorch computes them here"), arguments: cases.prefix(10))
  func bitsDoNotDependOnThreads(example: ConvolutionCase) throws {
    let results = try [1, 2, 3].map { threads in
      try Runtime.withThreadCount(threads) { try example.passes(.float32).map { try $0.floats() } }
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func whatNeedsNoGradientGetsNone() throws {
    let images = try Tensor.normal([3, 16, 6, 6], seed: 1).contiguous(.channelsLast)
    let weight = try Tensor.normal([32, 16, 3, 3], seed: 2)
    let plain = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    #expect(!plain.requiresGrad)
    try weight.setRequiresGrad(true)
    let output = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    try output.sum().backward()
    #expect(try weight.gradient()?.shape == [32, 16, 3, 3])
    #expect(try images.gradient() == nil)
    #expect(try output.floats() == plain.floats())
  }

  @Test(.enabled(if: Runtime.cpuCapability == "AVX2", "libtorch computes them here"))
  func whatIsAddedAndTheBiasMustFit() throws {
    let images = try Tensor.normal([4, 16, 8, 8], seed: 1).contiguous(.channelsLast)
    let weight = try Tensor.normal([16, 16, 3, 3], seed: 2).contiguous(.channelsLast)
    let residuals = [
      try Tensor.normal([1, 16, 8, 8], seed: 3).contiguous(.channelsLast), images,
      try images.to(.float64).contiguous(.channelsLast),
    ]
    func compute(bias: [Int], addedTo residual: Tensor?) throws {
      _ = try images.fusedConv2d(
        weight: weight, bias: Tensor.normal(bias, seed: 4), addedTo: residual, rectifies: true, stride: 1, padding: 1,
        groups: 1)
    }
    try withoutGradients {
      try compute(bias: [16], addedTo: images.clone().contiguous(.channelsLast))
      for residual in residuals { #expect(throws: TorchError.self) { try compute(bias: [16], addedTo: residual) } }
      #expect(throws: TorchError.self) { try compute(bias: [1], addedTo: nil) }
    }
  }
}
