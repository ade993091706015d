import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Convolutions in single precision that are computed here on processors with AVX2 and no more.
@Suite struct DirectConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let images, inputs, outputs, height, width, stride: Int

    var testDescription: String { "\(images)×\(inputs)×\(height)×\(width) to \(outputs), stride \(stride)" }
  }

  static let cases = [
    Case(images: 3, inputs: 8, outputs: 4, height: 6, width: 5, stride: 1),
    Case(images: 5, inputs: 24, outputs: 12, height: 5, width: 6, stride: 2),
    Case(images: 5, inputs: 16, outputs: 20, height: 6, width: 7, stride: 2),
    // A place alone, a row, a column, and what the kernel never sees whole.
    Case(images: 4, inputs: 8, outputs: 8, height: 1, width: 1, stride: 1),
    Case(images: 4, inputs: 16, outputs: 8, height: 1, width: 20, stride: 1),
    Case(images: 4, inputs: 8, outputs: 8, height: 20, width: 1, stride: 2),
    Case(images: 2, inputs: 8, outputs: 8, height: 2, width: 2, stride: 2),
    // More images than are taken together, of which the last are fewer; and images of which one is more than that.
    Case(images: 70, inputs: 16, outputs: 16, height: 5, width: 5, stride: 1),
    Case(images: 2, inputs: 32, outputs: 16, height: 30, width: 26, stride: 1),
    // All of the three products; places that are no multiple of six; three channels, whose weight's gradient is libtorch's.
    Case(images: 3, inputs: 16, outputs: 32, height: 8, width: 8, stride: 1),
    Case(images: 33, inputs: 64, outputs: 48, height: 7, width: 5, stride: 1),
    Case(images: 3, inputs: 3, outputs: 16, height: 9, width: 8, stride: 1),
    Case(images: 3, inputs: 48, outputs: 64, height: 9, width: 8, stride: 2),
    Case(images: 2, inputs: 16, outputs: 16, height: 1, width: 3, stride: 1),
    // The way back through a stride, from places of each parity, and where there are none of one.
    Case(images: 3, inputs: 16, outputs: 32, height: 8, width: 8, stride: 2),
    Case(images: 3, inputs: 32, outputs: 16, height: 7, width: 6, stride: 2),
    Case(images: 3, inputs: 16, outputs: 16, height: 1, width: 1, stride: 2),
    Case(images: 3, inputs: 16, outputs: 16, height: 6, width: 1, stride: 2),
    Case(images: 2, inputs: 16, outputs: 260, height: 4, width: 4, stride: 2),
    // Too many inputs, or outputs, for the products of images.
    Case(images: 2, inputs: 80, outputs: 16, height: 6, width: 6, stride: 1),
    Case(images: 2, inputs: 16, outputs: 96, height: 6, width: 6, stride: 1),
    // Channels that are not computed here.
    Case(images: 3, inputs: 12, outputs: 8, height: 6, width: 6, stride: 1),
    Case(images: 3, inputs: 8, outputs: 6, height: 6, width: 6, stride: 1),
  ]

  /// What was computed of images and kernel, and the gradients with respect to them.
  private func passes(_ example: Case, _ dtype: DType, contiguous: Bool = false) throws -> [Tensor] {
    let shape = [example.images, example.inputs, example.height, example.width]
    var images = try Tensor.normal(shape, seed: 1).to(dtype)
    if !contiguous { images = try images.contiguous(.channelsLast) }
    images = try images.detach().clone()
    let weight = try Tensor.normal([example.outputs, example.inputs, 3, 3], seed: 2).to(dtype)
      .contiguous(.channelsLast).detach().clone()
    for leaf in [images, weight] { try leaf.setRequiresGrad(true) }
    let output = try images.conv2d(weight: weight, bias: nil, stride: example.stride, padding: 1)
    // Gradients come in any layout.
    let down = try Tensor.normal(output.shape, seed: 3).to(dtype)
    try Tensor.backward([output], gradients: [contiguous ? down : down.contiguous(.channelsLast)])
    return [try output.detach(), try #require(try images.gradient()), try #require(try weight.gradient())]
  }

  @Test(arguments: cases) func passesAreThoseOfDoublePrecision(example: Case) throws {
    let exact = try passes(example, .float64).map { try ReferenceArray($0) }
    for contiguous in [false, true] {
      for (own, exact) in zip(try passes(example, .float32, contiguous: contiguous), exact) {
        #expect(own.shape == exact.shape)
        #expect(try own.relativeError(to: exact) < 1e-6)
      }
    }
  }

  @Test(
    .enabled(if: Runtime.cpuCapability == "AVX2", "libtorch computes them here"),
    arguments: cases.filter { $0.inputs % 16 == 0 && $0.outputs % 16 == 0 && max($0.inputs, $0.outputs) <= 64 })
  func bitsDoNotDependOnThreads(example: Case) throws {
    let results = try [1, 2, 3].map { threads in
      try Runtime.withThreadCount(threads) { try passes(example, .float32).map { try $0.floats() } }
    }
    #expect(results[0] == results[1] && results[0] == results[2])
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
