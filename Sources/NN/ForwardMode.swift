/// How a network runs: what `training: true` would answer in one word are three questions about batch normalization, and one
/// about residual branches.
///
/// Which statistics normalize, the batch's or the running ones? Are the running ones moved? Over whose batch are the batch's
/// taken? Training moves them, the first of two passes over micro-batches must not, and processes that share a batch take
/// their statistics together. And are branches left out at random, and which ones?
public struct ForwardMode {
  /// The statistics that normalize.
  public enum Statistics: Sendable {
    /// Those of the batch that goes through.
    case batch
    /// The running means and variances.
    case running
  }

  /// The statistics that normalize.
  public let statistics: Statistics
  /// Whether the running statistics move towards the batch's.
  public let updatesRunningStatistics: Bool
  /// Who shares the batch whose statistics are taken; nil if it is whole.
  public private(set) var group: (any BatchGroup)?
  /// Where the batch's statistics are kept until they may move the running ones; nil if they move them at once.
  public let delayed: DelayedStatistics?
  /// Which pass of which step it is, for the random choice of residual branches that are left out; nil takes all of them.
  public private(set) var draw: BranchDraw?

  private init(
    _ statistics: Statistics, updatesRunningStatistics: Bool, group: (any BatchGroup)? = nil,
    delayed: DelayedStatistics? = nil
  ) {
    self.statistics = statistics
    self.updatesRunningStatistics = updatesRunningStatistics
    self.group = group
    self.delayed = delayed
  }

  /// Training: the statistics of the batch, which are recorded.
  public static var training: ForwardMode { training(over: nil) }

  /// Training on a part of a batch whose other parts `group` knows: synchronized batch normalization.
  public static func training(over group: (any BatchGroup)?) -> ForwardMode {
    ForwardMode(.batch, updatesRunningStatistics: true, group: group)
  }

  /// Training beside other passes through the same network: the running statistics move when `statistics` says so.
  public static func training(delaying statistics: DelayedStatistics) -> ForwardMode {
    ForwardMode(.batch, updatesRunningStatistics: true, delayed: statistics)
  }

  /// The same on a part of a batch whose other parts `group` knows; of nobody, on a batch that is whole.
  public func sharing(_ group: (any BatchGroup)?) -> ForwardMode {
    var result = self
    result.group = group ?? self.group
    return result
  }

  /// The same with residual branches left out as is drawn, in networks that do so: stochastic depth.
  public func dropping(_ draw: BranchDraw?) -> ForwardMode {
    var result = self
    result.draw = draw
    return result
  }

  /// The statistics of the batch, of which no record is kept: a pass that is made again, as accumulation needs.
  public static var unrecorded: ForwardMode { ForwardMode(.batch, updatesRunningStatistics: false) }

  /// Use: the running statistics, which stay as they are.
  public static var evaluation: ForwardMode { ForwardMode(.running, updatesRunningStatistics: false) }
}
