import Foundation
import Torch

/// A convolution and the batch normalization behind it as one convolution, for networks in use.
///
/// With running statistics a normalization is a scale s = γ/√(σ² + ε) and a shift of each channel, which the convolution's weights
/// and a bias can hold: s·w and β − s·μ (computed in double precision). What follows, the sum with a shortcut and the rectifier, is
/// then done while the result is still in the processor's cache.
///
/// The folded weights, and what products make of them, are kept as long as nothing has changed what they are made of.
final class FoldedConvolution {
  private let convolution: Conv2d
  private let normalization: BatchNorm
  private let lock = NSLock()
  private var known: Folded?

  private struct Folded {
    let key: [Int]
    let type: DType
    let weight, bias: Tensor
    /// The weight as products take it.
    let prepared = PreparedWeights()
    let isFinite: Bool
  }

  init(_ convolution: Conv2d, _ normalization: BatchNorm) {
    (self.convolution, self.normalization) = (convolution, normalization)
  }

  /// Whether a network may run so: in use, without derivatives, on the processor.
  static func isUsable(_ input: Tensor, _ mode: ForwardMode) throws -> Bool {
    guard mode.statistics == .running, !recordsGradients, try input.device == .cpu else { return false }
    let type = try autocastType(on: .cpu) ?? input.dtype
    return [.float32, .bfloat16].contains(type) && Tensor.hasFusedConvolutions(of: type)
  }

  /// Whether some layers may run so: with weights that are numbers.
  ///
  /// oneDNN's rectifier makes 0 of what is no number, and nobody would see that a network is broken.
  static func areUsable(_ layers: [FoldedConvolution], _ input: Tensor, _ mode: ForwardMode) throws -> Bool {
    guard try isUsable(input, mode) else { return false }
    let type = try autocastType(on: .cpu) ?? input.dtype
    return try layers.allSatisfy { try $0.folded(type).isFinite }
  }

  /// The normalized convolution of `input`.
  ///
  /// - Parameters:
  ///   - input: `[N, in, H, W]`.
  ///   - residual: What is added, which is overwritten; nil for nothing.
  ///   - rectifies: Whether negative elements become 0 then.
  /// - Returns: `[N, out, H', W']`, in the type of products.
  /// - Throws: `TorchError` if libtorch fails.
  func callAsFunction(_ input: Tensor, addedTo residual: Tensor? = nil, rectifies: Bool) throws -> Tensor {
    let type = try autocastType(on: .cpu) ?? input.dtype
    let folded = try folded(type)
    return try folded.prepared.share {
      try input.to(type).fusedConv2d(
        weight: folded.weight, bias: folded.bias, addedTo: residual, rectifies: rectifies, stride: convolution.stride,
        padding: convolution.padding, groups: convolution.groups)
    }
  }

  private func folded(_ type: DType) throws -> Folded {
    let sources = [
      convolution.weight, normalization.weight, normalization.bias, normalization.runningMean,
      normalization.runningVariance,
    ]
    // libtorch moves running statistics without counting it; each such move is counted by the number of batches.
    let key = (sources + [normalization.batchesTracked]).compactMap(\.version)
    return try lock.withLock {
      if let known, known.key == key, known.type == type, key.count > sources.count { return known }
      let values = try sources.map { try $0.detach().to(.float64) }
      let scale = try values[1] / (values[4] + BatchNorm.epsilon).sqrt()
      let weight = try (values[0] * scale.reshape([scale.size(0), 1, 1, 1])).to(type).contiguous(.channelsLast)
      let bias = try (values[2] - values[3] * scale).to(type)
      let isFinite = try weight.isFinite() && bias.isFinite()
      let folded = Folded(key: key, type: type, weight: weight, bias: bias, isFinite: isFinite)
      known = folded
      return folded
    }
  }
}
