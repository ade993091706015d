import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Convolutions of images of a few pixels, which are computed here as products of matrices.
@Suite struct SmallImageConvolutionTests {
  static let cases = [
    ConvolutionCase(images: 40, inputs: 32, outputs: 48, height: 2, width: 2, stride: 1),
    ConvolutionCase(images: 33, inputs: 16, outputs: 32, height: 3, width: 4, stride: 1),
    ConvolutionCase(images: 64, inputs: 32, outputs: 16, height: 4, width: 4, stride: 2),
    // A single position, windows of which one side is outside, and windows that end within the image.
    ConvolutionCase(images: 32, inputs: 16, outputs: 16, height: 1, width: 1, stride: 1),
    ConvolutionCase(images: 35, inputs: 16, outputs: 16, height: 1, width: 4, stride: 1),
    ConvolutionCase(images: 34, inputs: 32, outputs: 16, height: 7, width: 5, stride: 2),
    ConvolutionCase(images: 34, inputs: 16, outputs: 32, height: 8, width: 6, stride: 2),
    ConvolutionCase(images: 70, inputs: 32, outputs: 64, height: 4, width: 4, stride: 2, kernel: 1),
    ConvolutionCase(images: 32, inputs: 16, outputs: 16, height: 7, width: 3, stride: 2, kernel: 1),
    // More positions, fewer images or other channels than are computed here.
    ConvolutionCase(images: 33, inputs: 16, outputs: 16, height: 5, width: 4, stride: 1),
    ConvolutionCase(images: 31, inputs: 16, outputs: 16, height: 2, width: 2, stride: 1),
    ConvolutionCase(images: 40, inputs: 24, outputs: 16, height: 2, width: 2, stride: 1),
  ]

  @Test(arguments: cases) func passesAreThoseOfDoublePrecision(example: ConvolutionCase) throws {
    let exact = try example.passes(.float64).map { try ReferenceArray($0) }
    for threads in [1, 3] {
      let own = try Runtime.withThreadCount(threads) { try example.passes(.float32) }
      for (own, exact) in zip(own, exact) {
        #expect(own.shape == exact.shape)
        #expect(try own.relativeError(to: exact) < 1e-6)
      }
    }
    // Of one thread, and of images that do not lie channels last.
    for (own, other) in zip(try example.passes(.float32), try example.passes(.float32, contiguous: true)) {
      #expect(try own.relativeError(to: ReferenceArray(other)) < 1e-6)
    }
  }

  @Test func theSameThreadsGiveTheSameBits() throws {
    for example in Self.cases.prefix(3) {
      let results = try (0..<3).map { _ in
        try Runtime.withThreadCount(2) { try example.passes(.float32).map { try $0.floats() } }
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }

  @Test func whatNeedsNoGradientGetsNone() throws {
    let images = try Tensor.normal([40, 32, 2, 2], seed: 1).contiguous(.channelsLast)
    let weight = try Tensor.normal([16, 32, 3, 3], seed: 2)
    let plain = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    #expect(!plain.requiresGrad)
    try weight.setRequiresGrad(true)
    let output = try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
    try output.sum().backward()
    #expect(try weight.gradient() != nil)
    #expect(try images.gradient() == nil)
    #expect(try output.floats() == plain.floats())
    let unrecorded = try withoutGradients { try images.conv2d(weight: weight, bias: nil, stride: 1, padding: 1) }
    #expect(!unrecorded.requiresGrad)
  }
}
