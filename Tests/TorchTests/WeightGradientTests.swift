import TensorTestSupport
import TestSupport
import Testing
import Torch

/// The gradients of narrow convolutions in bfloat16, which are computed here where the processor multiplies pairs.
@Suite struct WeightGradientTests {
  static let cases = [
    ConvolutionCase(images: 3, inputs: 16, outputs: 16, height: 8, width: 8, stride: 1),
    ConvolutionCase(images: 3, inputs: 16, outputs: 32, height: 8, width: 8, stride: 2),
    // The last pair of a row has one place.
    ConvolutionCase(images: 5, inputs: 32, outputs: 8, height: 5, width: 7, stride: 1),
    ConvolutionCase(images: 5, inputs: 32, outputs: 24, height: 9, width: 6, stride: 2),
    ConvolutionCase(images: 4, inputs: 16, outputs: 8, height: 7, width: 5, stride: 2),
    // A single place, and one whose neighbours are all zeros but one.
    ConvolutionCase(images: 6, inputs: 48, outputs: 16, height: 1, width: 1, stride: 1),
    ConvolutionCase(images: 6, inputs: 16, outputs: 16, height: 1, width: 2, stride: 2),
    // More images than fit into a block, of which the last is not full.
    ConvolutionCase(images: 37, inputs: 64, outputs: 64, height: 4, width: 4, stride: 1),
    ConvolutionCase(images: 3, inputs: 64, outputs: 16, height: 32, width: 32, stride: 1),
  ]

  /// The gradients with respect to images and kernel, and what was computed of them.
  private func passes(_ example: ConvolutionCase, _ dtype: DType) throws -> [Tensor] {
    let shape = [example.images, example.inputs, example.height, example.width]
    let images = try Tensor.normal(shape, seed: 1).to(.bfloat16).to(dtype).contiguous(.channelsLast).detach().clone()
    // Weights of a network are in single precision, though they are numbers of bfloat16 here.
    let weight = try Tensor.normal([example.outputs, example.inputs, 3, 3], seed: 2).to(.bfloat16)
      .to(dtype == .float64 ? .float64 : .float32).contiguous(.channelsLast).detach().clone()
    for leaf in [images, weight] { try leaf.setRequiresGrad(true) }
    let output = try withAutocast(dtype == .float64 ? nil : .bfloat16, on: .cpu) {
      try images.conv2d(weight: weight, bias: nil, stride: example.stride, padding: 1)
    }
    let down = try Tensor.normal(output.shape, seed: 3).to(.bfloat16).to(output.dtype)
    try Tensor.backward([output], gradients: [down])
    return [try output.detach(), try #require(try images.gradient()), try #require(try weight.gradient())]
  }

  @Test(arguments: cases) func gradientsAreThoseOfDoublePrecision(example: ConvolutionCase) throws {
    let exact = try passes(example, .float64).map { try ReferenceArray($0) }
    // Without the instructions libtorch rounds sums in between, too.
    let rounding = Runtime.hasAVX512BFloat16 ? 0.004 : 0.01
    for dtype in [DType.bfloat16, .float32] {
      let own = try passes(example, dtype)
      #expect(try own[2].dtype == .float32)
      #expect(try own[0].relativeError(to: exact[0]) < rounding)
      #expect(try own[1].relativeError(to: exact[1]) < rounding)
      #expect(try own[2].relativeError(to: exact[2]) < (Runtime.hasAVX512BFloat16 ? 1e-6 : rounding))
    }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    for example in Self.cases.suffix(2) {
      let results = try [1, 2, 3].map { threads in
        try Runtime.withThreadCount(threads) { try passes(example, .bfloat16)[2].floats() }
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }
}
