import Torch

/// Rows scaled to length 1, and the way back for gradients.
struct UnitVectors {
  /// The scaled rows, `[N, D]`.
  let values: Tensor
  /// The length of each row before, `[N, 1]`.
  private let lengths: Tensor

  /// Scales the rows of a matrix `[N, D]`; one of length 0 stays 0.
  init(_ rows: Tensor) throws {
    // PyTorch's bound in `functional.normalize`.
    lengths = try rows.norm([1], keep: true).clamp(minimum: 1e-12)
    values = try rows / lengths
  }

  /// Turns the gradient with respect to `values` into that with respect to the rows: (g − ẑ·⟨g, ẑ⟩) / ‖z‖.
  func backward(_ gradient: Tensor) throws -> Tensor {
    let along = try (gradient * values).sum([1], keep: true)
    return try (gradient - values * along) / lengths
  }
}
