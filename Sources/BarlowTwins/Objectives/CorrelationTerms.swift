import Foundation

/// The terms of the Barlow Twins loss and the statistics of the cross-correlation matrix C `[D, D]` behind them.
public struct CorrelationTerms: Equatable, Sendable {
  /// Which of two exact ways computed the terms.
  public enum Form: String, Sendable, Codable, CaseIterable {
    /// From C itself: N·D² multiply-adds, one D×D buffer.
    case crossCorrelation = "cross-correlation"
    /// From two N×N Gram matrices: 2N²·D multiply-adds, nothing of size D×D.
    case gram
  }

  /// The invariance term Σ_i (1 − C_ii)².
  public let invariance: Double
  /// The redundancy term Σ_{i≠j} C_ij², without its weight.
  public let redundancy: Double
  /// The mean of C_ii.
  public let meanDiagonal: Double
  /// The number of images N in the batch.
  public let images: Int
  /// The number of features D.
  public let dimension: Int
  /// How the terms were computed.
  public let form: Form

  /// The root mean square of C_ij for i ≠ j; 0 for a single feature.
  public var rmsOffDiagonal: Double {
    dimension > 1 ? (redundancy / Double(dimension * (dimension - 1))).squareRoot() : 0
  }

  /// The least loss of views that agree fully (C_ii = 1) with these extents: λ·(D²/(N−1) − D) where N ≤ D, else 0.
  ///
  /// C has rank at most N − 1, so D ones on its diagonal force D²/(N−1) for the sum of its squares. Views that agree less
  /// can have a smaller loss where λ·D/(N−1) is not small; with this floor F nothing is below F / (1 + F/D), which is what
  /// weighing (1 − C_ii)² against the shrunken rest gives.
  public static func floor(images: Int, dimension: Int, lambda: Double) -> Double {
    guard images > 1, images <= dimension else { return 0 }
    let d = Double(dimension)
    return lambda * (d * d / Double(images - 1) - d)
  }
}
