import Testing
import Torch

/// Shapes of a convolution, and its passes in any precision.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
  let images, inputs, outputs, height, width, stride: Int
  var kernel = 3

  var testDescription: String {
    "\(images)×\(inputs)×\(height)×\(width) to \(outputs), \(kernel)×\(kernel), stride \(stride)"
  }

  /// What is computed of images and weight, and the gradients with respect to them.
  ///
  /// - Parameters:
  ///   - dtype: The type of all.
  ///   - contiguous: Whether images, weight and the gradient that comes in lie in their usual order instead of channels last.
  /// - Returns: The output, and the gradients of images and weight.
  /// - Throws: `TorchError` if libtorch fails.
  func passes(_ dtype: DType, contiguous: Bool = false) throws -> [Tensor] {
    func drawn(_ shape: [Int], seed: UInt64) throws -> Tensor {
      let values = try Tensor.normal(shape, seed: seed).to(dtype)
      return try contiguous ? values : values.contiguous(.channelsLast).detach().clone()
    }
    let images = try drawn([images, inputs, height, width], seed: 1)
    let weight = try drawn([outputs, inputs, kernel, kernel], seed: 2)
    for leaf in [images, weight] { try leaf.setRequiresGrad(true) }
    let output = try images.conv2d(weight: weight, bias: nil, stride: stride, padding: kernel / 2)
    try Tensor.backward([output], gradients: [drawn(output.shape, seed: 3)])
    return [try output.detach(), try #require(try images.gradient()), try #require(try weight.gradient())]
  }
}
