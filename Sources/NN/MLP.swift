import Torch

/// Two affine maps with the Gaussian error linear unit between them: `[..., C]` to `[..., C]`.
///
/// Weights start from N(0, 0.02²) and biases at 0, as in timm's vision transformers and ConvNeXts.
package final class MLP: Module {
  package let fc1: any Module
  package let fc2: any Module

  /// How its layers start, and the other linear layers of the networks that it is part of.
  static let initialization = Initialization.normal(std: 0.02)

  /// Makes the layers.
  ///
  /// - Parameters:
  ///   - features: The features that come in and go out; there are four times as many between the maps.
  ///   - isConvolution: Whether the maps are 1×1 convolutions of images `[N, C, H, W]`.
  ///   - source: Where parameters come from.
  /// - Throws: `TorchError` if libtorch fails.
  init(_ features: Int, isConvolution: Bool = false, from source: ParameterSource) throws {
    func map(_ inputs: Int, _ outputs: Int) throws -> any Module {
      isConvolution
        ? try Conv2d(inputs, outputs, kernel: 1, bias: true, initialization: Self.initialization, from: source)
        : try Linear(inputs, outputs, initialization: Self.initialization, from: source)
    }
    fc1 = try map(features, 4 * features)
    fc2 = try map(4 * features, features)
  }

  package var children: [(name: String, module: any Module)] { [("fc1", fc1), ("fc2", fc2)] }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try fc2(fc1(input, mode: mode).gelu(), mode: mode)
  }
}
