import Files
import Foundation

/// The processors that this process may use: those that it is bound to, no more than its control group's share of time allows.
package enum AvailableProcessors {
  /// Their number, at least 1.
  package static let count = min(
    max(ProcessInfo.processInfo.activeProcessorCount, 1), quota(of: ControlGroup.groups(of: "cpu")) ?? .max)

  /// A sentence about more threads than processors, which wait for each other; nil for no more.
  package static func note(threads: Int, processors: Int = count) -> String? {
    guard threads > processors else { return nil }
    return
      "\(threads) threads on \(processors) \(processors == 1 ? "processor" : "processors") wait for each other and may be many "
      + "times slower"
  }

  /// The whole processors that the shares of control groups come to, rounded up; nil without a limit.
  static func quota(of groups: [ControlGroup]) -> Int? {
    groups.compactMap { group in
      if group.isUnified {
        // `200000 100000`, or `max 100000` without a limit.
        let words = group.text("cpu.max")?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
        return words.count == 2 ? whole(words[0], words[1]) : nil
      }
      return whole(
        group.number("cpu.cfs_quota_us").map(Double.init), group.number("cpu.cfs_period_us").map(Double.init))
    }.min()
  }

  private static func whole(_ quota: Double?, _ period: Double?) -> Int? {
    guard let quota, let period, quota > 0, period > 0, quota / period < 1e6 else { return nil }
    return max(Int((quota / period).rounded(.up)), 1)
  }
}
