/// How well the views of an image agree, before and after a training.
///
/// A training records the mean of C_ii at each step before its weights change, so that the first is that of the untrained network, on
/// the same kind of batch and views as the last.
public struct ViewAgreement: Codable, Equatable, Sendable {
  /// The mean of C_ii that the untrained network had.
  public let untrained: Double
  /// Its mean over the last steps, a twentieth of all.
  public let trained: Double

  /// The agreement in all steps of a training, in order; nil for fewer than two steps, or if one that counts is not finite.
  public init?(meanDiagonals: [Double]) {
    guard let first = meanDiagonals.first, meanDiagonals.count > 1 else { return nil }
    let last = meanDiagonals.suffix(max(1, meanDiagonals.count / 20))
    untrained = first
    trained = last.reduce(0, +) / Double(last.count)
    guard untrained.isFinite, trained.isFinite else { return nil }
  }
}
