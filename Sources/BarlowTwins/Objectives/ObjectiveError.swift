import Torch

/// Embeddings that an objective cannot be computed on.
public struct ObjectiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line that says what is wrong.
  public let description: String

  public init(_ description: String) { self.description = description }

  /// Checks that two batches of embeddings can be compared: matrices of one shape, float32 or float64.
  public static func check(_ a: Tensor, _ b: Tensor) throws {
    guard a.dimensionCount == 2, a.shape == b.shape else {
      throw ObjectiveError(
        "the embeddings of the two views must be matrices of the same shape, not \(a.shape) and \(b.shape)")
    }
    guard a.size(0) >= 2 else {
      throw ObjectiveError("a batch needs at least 2 images: the statistics of \(a.size(0)) do not exist")
    }
    guard a.size(1) >= 1 else { throw ObjectiveError("the embeddings have no features") }
    let types = try (a.dtype, b.dtype)
    guard types == (.float32, .float32) || types == (.float64, .float64) else {
      throw ObjectiveError(
        "the embeddings of the two views must both be float32 or both float64, not \(types.0) and \(types.1)")
    }
  }
}
