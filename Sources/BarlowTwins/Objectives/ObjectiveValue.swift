import Torch

/// An objective at a batch.
public struct ObjectiveValue {
  /// The number that is minimized.
  public let loss: Double
  /// The least value of the loss with this batch size and dimension when the views agree fully.
  ///
  /// It is nil where that is not known.
  public let floor: Double?
  /// The terms and statistics of the cross-correlation matrix, reported for every objective; means over pairs of views.
  public let terms: CorrelationTerms
  /// ∂loss with respect to each tensor that the objective was given, `[N, D]`, in the same order; nil if not asked for.
  public let gradients: [Tensor]?

  public init(loss: Double, floor: Double?, terms: CorrelationTerms, gradients: [Tensor]?) {
    self.loss = loss
    self.floor = floor
    self.terms = terms
    self.gradients = gradients
  }

  /// The same with what `body` makes of each gradient.
  func mapGradients(_ body: (Tensor) throws -> Tensor) rethrows -> ObjectiveValue {
    ObjectiveValue(loss: loss, floor: floor, terms: terms, gradients: try gradients?.map(body))
  }

  /// The same where the loss is not finite for somebody: then it is for nobody.
  func diverged() -> ObjectiveValue {
    loss.isFinite ? ObjectiveValue(loss: .nan, floor: floor, terms: terms, gradients: nil) : self
  }
}
