import Torch

extension CorrelationTerms {
  /// The terms at embeddings `[N, D]` of two views: what every objective reports beside its loss.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public init(_ embeddingsA: Tensor, _ embeddingsB: Tensor) throws {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    self = try withoutGradients { try CrossCorrelation(embeddingsA, embeddingsB).terms }
  }
}
