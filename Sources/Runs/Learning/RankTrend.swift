import BarlowTwins

/// Whether a network was still coming to use more of its dimensions when its training stopped.
///
/// Compared are the effective dimensions of the last measurement and of the last one before four fifths of its steps.
public struct RankTrend: Codable, Equatable, Sendable {
  /// The effective dimension at four fifths of the training.
  public let before: Double
  /// The last one.
  public let last: Double
  /// The most that it could be.
  public let most: Int
  /// Whether it was still rising: by more than a twentieth.
  public var isRising: Bool { last > 1.05 * before }

  /// The trend in the measurements of a training, in order; nil where they are too few to tell.
  public init?(monitor: [MonitorRecord]) {
    let seen = monitor.compactMap { record in record.diagnosis.map { (step: record.step, summary: $0) } }
    guard let end = seen.last, seen.count > 2,
      let early = seen.last(where: { 5 * $0.step <= 4 * end.step }), early.step > 0,
      early.summary.effectiveDimension.isFinite, end.summary.effectiveDimension.isFinite
    else { return nil }
    before = early.summary.effectiveDimension
    last = end.summary.effectiveDimension
    most = min(end.summary.images - 1, end.summary.dimension)
  }
}
