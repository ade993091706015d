import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Convolutions in single precision that are computed here on processors with AVX2 and no more.
@Suite struct DirectConvolutionTests {
  static let cases = [
    ConvolutionCase(images: 3, inputs: 8, outputs: 4, height: 6, width: 5, stride: 1),
    ConvolutionCase(images: 5, inputs: 24, outputs: 12, height: 5, width: 6, stride: 2),
    ConvolutionCase(images: 5, inputs: 16, outputs: 20, height: 6, width: 7, stride: 2),
    // A place alone, a row, a column, and what the kernel never sees whole.
    ConvolutionCase(images: 4, inputs: 8, outputs: 8, height: 1, width: 1, stride: 1),
    ConvolutionCase(images: 4, inputs: 16, outputs: 8, height: 1, width: 20, stride: 1),
    ConvolutionCase(images: 4, inputs: 8, outputs: 8, height: 20, width: 1, stride: 2),
    ConvolutionCase(images: 2, inputs: 8, outputs: 8, height: 2, width: 2, stride: 2),
    // More images than are taken together, of which the last are fewer; and images of which one is more than that.
    ConvolutionCase(images: 70, inputs: 24, outputs: 16, height: 5, width: 5, stride: 1),
    ConvolutionCase(images: 2, inputs: 24, outputs: 12, height: 30, width: 26, stride: 1),
    ConvolutionCase(images: 2, inputs: 32, outputs: 16, height: 60, width: 50, stride: 2),
    // All of the three products; places that are no multiple of six.
    ConvolutionCase(images: 3, inputs: 16, outputs: 32, height: 3, width: 8, stride: 1),
    ConvolutionCase(images: 33, inputs: 64, outputs: 48, height: 7, width: 3, stride: 1),
    ConvolutionCase(images: 3, inputs: 48, outputs: 64, height: 9, width: 8, stride: 2),
    ConvolutionCase(images: 2, inputs: 16, outputs: 16, height: 1, width: 3, stride: 1),
    // The way back through a stride, from places of each parity, and where there are none of one.
    ConvolutionCase(images: 3, inputs: 16, outputs: 32, height: 8, width: 8, stride: 2),
    ConvolutionCase(images: 3, inputs: 32, outputs: 16, height: 7, width: 6, stride: 2),
    ConvolutionCase(images: 3, inputs: 16, outputs: 16, height: 1, width: 1, stride: 2),
    ConvolutionCase(images: 3, inputs: 16, outputs: 16, height: 6, width: 1, stride: 2),
    ConvolutionCase(images: 2, inputs: 16, outputs: 260, height: 4, width: 4, stride: 2),
    ConvolutionCase(images: 2, inputs: 16, outputs: 516, height: 4, width: 4, stride: 2),
    // First layers, of colour and grey images: few rows of outputs at a time and many, several parts, outputs that are computed elsewhere.
    ConvolutionCase(images: 3, inputs: 3, outputs: 16, height: 9, width: 8, stride: 1),
    ConvolutionCase(images: 5, inputs: 3, outputs: 64, height: 32, width: 31, stride: 1),
    ConvolutionCase(images: 3, inputs: 3, outputs: 32, height: 11, width: 200, stride: 2),
    ConvolutionCase(images: 9, inputs: 1, outputs: 16, height: 28, width: 28, stride: 1),
    ConvolutionCase(images: 2, inputs: 1, outputs: 24, height: 1, width: 5, stride: 2),
    ConvolutionCase(images: 2, inputs: 3, outputs: 12, height: 6, width: 6, stride: 1),
    // Kernels of one place through a stride: sides that are odd, a place alone, more rows than are taken together, several parts.
    ConvolutionCase(images: 5, inputs: 16, outputs: 32, height: 8, width: 6, stride: 2, kernel: 1),
    ConvolutionCase(images: 3, inputs: 32, outputs: 16, height: 7, width: 5, stride: 2, kernel: 1),
    ConvolutionCase(images: 3, inputs: 64, outputs: 128, height: 1, width: 1, stride: 2, kernel: 1),
    ConvolutionCase(images: 70, inputs: 16, outputs: 48, height: 17, width: 16, stride: 2, kernel: 1),
    ConvolutionCase(images: 2, inputs: 16, outputs: 16, height: 4, width: 600, stride: 2, kernel: 1),
    ConvolutionCase(images: 2, inputs: 144, outputs: 32, height: 6, width: 6, stride: 2, kernel: 1),
    ConvolutionCase(images: 2, inputs: 24, outputs: 32, height: 6, width: 6, stride: 2, kernel: 1),
    ConvolutionCase(images: 3, inputs: 16, outputs: 32, height: 8, width: 6, stride: 1, kernel: 1),
    // Too many inputs, or outputs, for the products of images.
    ConvolutionCase(images: 2, inputs: 80, outputs: 16, height: 3, width: 6, stride: 1),
    ConvolutionCase(images: 2, inputs: 16, outputs: 96, height: 6, width: 3, stride: 1),
    // Channels that are not computed here.
    ConvolutionCase(images: 3, inputs: 12, outputs: 8, height: 6, width: 6, stride: 1),
    ConvolutionCase(images: 3, inputs: 8, outputs: 6, height: 6, width: 6, stride: 1),
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

  @Test(.enabled(if: Runtime.cpuCapability == "AVX2", "libtorch computes them here"), arguments: cases)
  func bitsDoNotDependOnThreads(example: ConvolutionCase) throws {
    let results = try [1, 2, 3].map { threads in
      try Runtime.withThreadCount(threads) { try example.passes(.float32).map { try $0.floats() } }
    }
    let isAllComputedHere =
      example.inputs % 16 == 0 && example.outputs % 16 == 0 && max(example.inputs, example.outputs) <= 64
      && (example.kernel == 3 || example.stride == 2)
    let isFirst = [1, 3].contains(example.inputs) && example.outputs % 8 == 0
    let isGradientOfWeightComputedHere =
      example.kernel == 3 && (isFirst || example.inputs % 8 == 0 && example.outputs % 4 == 0)
    for product in isAllComputedHere ? 0..<3 : isGradientOfWeightComputedHere ? 2..<3 : 0..<0 {
      #expect(results[0][product] == results[1][product] && results[0][product] == results[2][product])
    }
  }

  @Test func theWeightAloneMayNeedAGradient() throws {
    let images = try Tensor.normal([3, 8, 6, 5], seed: 1).contiguous(.channelsLast)
    let weight = try Tensor.normal([8, 8, 3, 3], seed: 2)
    let plain = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    #expect(!plain.requiresGrad)
    try weight.setRequiresGrad(true)
    let output = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    try output.sum().backward()
    #expect(try weight.gradient()?.shape == [8, 8, 3, 3])
    #expect(try images.gradient() == nil)
    #expect(try output.floats() == plain.floats())
  }
}
