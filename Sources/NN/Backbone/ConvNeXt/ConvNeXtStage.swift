import Torch

/// A stage of a ConvNeXt: blocks, and before them, but for the first stage, a normalization and a 2×2 convolution of stride 2.
package final class ConvNeXtStage: Module {
  package let downsample: Sequential?
  package let blocks: [ConvNeXtBlock]

  /// Makes a stage.
  ///
  /// - Parameters:
  ///   - inputs: The channels that come in.
  ///   - channels: The channels of its blocks.
  ///   - usesConvolutions: Whether the blocks' perceptrons are made of 1×1 convolutions.
  ///   - firstBlock: The number of its first block in the network, from 0.
  ///   - dropRates: For each block the share of images that leave out its branch in training.
  ///   - source: Where parameters come from.
  /// - Throws: `TorchError` if libtorch fails.
  init(
    inputs: Int, channels: Int, usesConvolutions: Bool, firstBlock: Int, dropRates: [Double],
    from source: ParameterSource
  ) throws {
    downsample =
      inputs == channels
      ? nil
      : Sequential([
        try LayerNorm2d(inputs, from: source),
        try Conv2d(
          inputs, channels, kernel: 2, stride: 2, bias: true, initialization: MLP.initialization, from: source),
      ])
    blocks = try dropRates.enumerated().map { index, rate in
      try ConvNeXtBlock(
        channels, usesConvolutions: usesConvolutions, index: firstBlock + index, dropRate: rate, from: source)
    }
  }

  package var children: [(name: String, module: any Module)] {
    (downsample.map { [("downsample", $0)] } ?? []) + [("blocks", Sequential(blocks))]
  }

  /// The downsampling, if there is one, and each block.
  var segments: [Segment] {
    (downsample.map { downsample in [{ try downsample($0, mode: $1) }] } ?? [])
      + blocks.map { block in { try block($0, mode: $1) } }
  }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    var value = try downsample?(input, mode: mode) ?? input
    for block in blocks { value = try block(value, mode: mode) }
    return value
  }
}
