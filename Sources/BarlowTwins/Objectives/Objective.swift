import Torch

/// What two batches of embeddings are trained for.
///
/// An objective sees the whole batch at once and gives its gradients with respect to the embeddings; the trainer pushes
/// them back through the network.
public protocol Objective: Sendable {
  /// The name on the command line and in records.
  var name: String { get }

  /// The least value of the loss with such a batch when the views agree fully; nil where it is not known.
  func floor(samples: Int, dimension: Int) -> Double?

  /// The value at embeddings `[N, D]` of the two views; rows correspond.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue
}

/// An objective at one pair of batches.
public struct ObjectiveValue {
  /// The number that is minimized.
  public let loss: Double
  /// The least value of the loss with this batch size and dimension when the views agree fully.
  ///
  /// It is nil where that is not known.
  public let floor: Double?
  /// The terms and statistics of the cross-correlation matrix, reported for every objective.
  public let terms: CorrelationTerms
  /// ∂loss/∂embeddings of both views, `[N, D]`, if asked for.
  public let gradients: (a: Tensor, b: Tensor)?
}

/// Embeddings that an objective cannot be computed on.
public struct ObjectiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line that says what is wrong.
  public let description: String

  public init(_ description: String) { self.description = description }

  static func check(_ a: Tensor, _ b: Tensor) throws {
    guard a.dimensionCount == 2, a.shape == b.shape else {
      throw ObjectiveError(
        "the embeddings of the two views must be matrices of the same shape, not \(a.shape) and \(b.shape)")
    }
    guard a.size(0) >= 2 else {
      throw ObjectiveError("a batch needs at least 2 samples: the statistics of \(a.size(0)) do not exist")
    }
    guard a.size(1) >= 1 else { throw ObjectiveError("the embeddings have no features") }
    let types = try (a.dtype, b.dtype)
    guard types == (.float32, .float32) || types == (.float64, .float64) else {
      throw ObjectiveError(
        "the embeddings of the two views must both be float32 or both float64, not \(types.0) and \(types.1)")
    }
  }
}
