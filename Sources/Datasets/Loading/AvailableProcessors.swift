import Foundation

/// The processors that this process may use: those that it is bound to, no more than its control group's share of time allows.
package enum AvailableProcessors {
  /// Their number, at least 1.
  package static let count = min(
    max(ProcessInfo.processInfo.activeProcessorCount, 1),
    quota(group: try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8), root: "/sys/fs/cgroup") ?? .max)

  /// The whole processors that the share of a control group comes to, rounded up; nil without a limit.
  ///
  /// - Parameters:
  ///   - group: What `/proc/self/cgroup` says.
  ///   - root: Where control groups are files.
  /// - Returns: The number, or nil.
  static func quota(group: String?, root: String) -> Int? {
    var limits: [Int] = []
    for line in (group ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { continue }
      let isSecondVersion = parts[1].isEmpty
      guard isSecondVersion || parts[1].split(separator: ",").contains("cpu") else { continue }
      var path = parts[2]
      // A limit of a group above holds too; inside a container the root is that of the container.
      while true {
        let folder = isSecondVersion ? root + path : "\(root)/cpu\(path)"
        if let limit = isSecondVersion ? limit(of: folder) : oldLimit(of: folder) { limits.append(limit) }
        guard path.count > 1 else { break }
        path = (path as NSString).deletingLastPathComponent
      }
    }
    return limits.min()
  }

  /// `cpu.max` of the second version: `200000 100000`, or `max 100000` without a limit.
  private static func limit(of folder: String) -> Int? {
    let words = (try? String(contentsOfFile: folder + "/cpu.max", encoding: .utf8))?.split(
      whereSeparator: \.isWhitespace)
    return whole(words?.first.flatMap { Double($0) }, words?.dropFirst().first.flatMap { Double($0) })
  }

  private static func oldLimit(of folder: String) -> Int? {
    func number(_ name: String) -> Double? {
      (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
        .flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    return whole(number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"))
  }

  private static func whole(_ quota: Double?, _ period: Double?) -> Int? {
    guard let quota, let period, quota > 0, period > 0, quota / period < 1e6 else { return nil }
    return max(Int((quota / period).rounded(.up)), 1)
  }
}
