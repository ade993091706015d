import Torch

/// A residual block of either kind: convolutions with batch normalization, added to a shortcut (arXiv 1512.03385).
///
/// Basic: 3×3, 3×3. Bottleneck: 1×1, 3×3 (which carries the stride, as in torchvision), 1×1 with four times the channels; the
/// 3×3 may be wider (arXiv 1605.07146) or split into groups (arXiv 1611.05431).
package final class ResidualBlock: Module {
  /// The layout of a block.
  package enum Kind {
    case basic, bottleneck

    /// The output channels per channel of the stage.
    package var expansion: Int { self == .basic ? 1 : 4 }
  }

  package let layers: [(convolution: Conv2d, normalization: BatchNorm)]
  package let shortcut: Sequential?
  /// The same layers for use, and that of the shortcut.
  private let folded: [FoldedConvolution]
  private let foldedShortcut: FoldedConvolution?

  /// Makes the block of a stage; `inner` is the width of a bottleneck's 3×3 convolution, which has `groups` groups.
  init(
    _ kind: Kind, inputs: Int, channels: Int, inner: Int, groups: Int, stride: Int, from source: ParameterSource
  ) throws {
    let outputs = channels * kind.expansion
    func layer(
      _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, isLast: Bool = false
    ) throws -> (Conv2d, BatchNorm) {
      (
        try Conv2d(
          inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, groups: groups, from: source),
        // The branch starts at zero, so the block starts as its shortcut (arXiv 1706.02677, section 5.1).
        try BatchNorm(outputs, initialScale: isLast ? 0 : 1, from: source)
      )
    }
    layers =
      switch kind {
      case .basic:
        [
          try layer(inputs, channels, kernel: 3, stride: stride),
          try layer(channels, channels, kernel: 3, isLast: true),
        ]
      case .bottleneck:
        [
          try layer(inputs, inner, kernel: 1),
          try layer(inner, inner, kernel: 3, stride: stride, groups: groups),
          try layer(inner, outputs, kernel: 1, isLast: true),
        ]
      }
    folded = layers.map { FoldedConvolution($0.convolution, $0.normalization) }
    guard stride != 1 || inputs != outputs else {
      (shortcut, foldedShortcut) = (nil, nil)
      return
    }
    let convolution = try Conv2d(inputs, outputs, kernel: 1, stride: stride, from: source)
    let normalization = try BatchNorm(outputs, from: source)
    shortcut = Sequential([convolution, normalization])
    foldedShortcut = FoldedConvolution(convolution, normalization)
  }

  /// All layers for use.
  var allFolded: [FoldedConvolution] { folded + [foldedShortcut].compactMap { $0 } }

  package var children: [(name: String, module: any Module)] {
    layers.enumerated().flatMap { index, layer -> [(name: String, module: any Module)] in
      [("conv\(index + 1)", layer.convolution), ("bn\(index + 1)", layer.normalization)]
    } + (shortcut.map { [("downsample", $0)] } ?? [])
  }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    var value = input
    for layer in layers.dropLast() {
      value = try layer.normalization(
        layer.convolution(value, mode: mode), addedTo: nil, rectifies: true, mode: mode)
    }
    let last = layers[layers.count - 1]
    value = try last.convolution(value, mode: mode)
    return try last.normalization(value, addedTo: shortcut?(input, mode: mode) ?? input, rectifies: true, mode: mode)
  }

  /// The block of a network in use, which may overwrite its input.
  func used(_ input: Tensor) throws -> Tensor {
    var value = input
    for layer in folded.dropLast() { value = try layer(value, rectifies: true) }
    let residual = try foldedShortcut?(input, rectifies: false) ?? input.to(value.dtype)
    return try folded[folded.count - 1](value, addedTo: residual, rectifies: true)
  }
}
