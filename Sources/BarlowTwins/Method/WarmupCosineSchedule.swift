import Foundation

/// Linear warm-up from zero, then half a cosine down to a small fraction: the factor on the base learning rate.
///
/// The unit of position is the caller's: steps for a training of given length, seconds for one of given duration.
public struct WarmupCosineSchedule: Equatable, Sendable {
  /// Where the warm-up ends.
  public let warmup: Double
  /// Where the training ends.
  public let total: Double
  /// The factor at the end.
  public let finalFactor: Double

  public init(warmup: Double, total: Double, finalFactor: Double = 0.001) {
    self.warmup = warmup
    self.total = total
    self.finalFactor = finalFactor
  }

  /// The factor at `position`, from 0 at the start over 1 at the end of the warm-up to `finalFactor` at the end.
  public func factor(at position: Double) -> Double {
    if position < warmup { return position / warmup }
    guard total > warmup else { return finalFactor }
    let progress = min((position - warmup) / (total - warmup), 1)
    let cosine = 0.5 * (1 + cos(.pi * progress))
    return cosine + finalFactor * (1 - cosine)
  }
}
