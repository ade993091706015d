import Torch

/// Those who hold the parts of one batch and take its statistics together.
public protocol BatchGroup {
  /// The element-wise sum of a tensor over all parts, recorded for derivatives.
  ///
  /// A derivative with respect to the sum reaches every part's tensor, so that gradients are those of the whole batch: its own
  /// gradient is the sum over the parts too.
  func sum(_ tensor: Tensor) throws -> Tensor
}
