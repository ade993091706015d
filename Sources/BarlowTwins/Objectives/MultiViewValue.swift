import Torch

/// An objective at the views of a batch.
public struct MultiViewValue {
  /// The number that is minimized.
  public let loss: Double
  /// The least value of the loss with this batch size and dimension when the views agree fully.
  ///
  /// It is nil where that is not known.
  public let floor: Double?
  /// The terms and statistics of the cross-correlation matrix, in the mean over all pairs of views.
  public let terms: CorrelationTerms
  /// ∂loss with respect to each tensor that the objective was given, `[N, D]`, in the same order; empty if not asked for.
  public let gradients: [Tensor]
}
