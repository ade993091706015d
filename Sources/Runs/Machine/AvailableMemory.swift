import Foundation

/// The memory that this process can still take.
///
/// A table that Swift cannot allocate ends the process, so that whatever can be large is asked for first.
package enum AvailableMemory {
  /// What is left to other things than the table that is asked for, in bytes.
  private static let reserve = 32 << 20
  /// Less than this is not worth asking for.
  private static let least = 8 << 20

  /// Makes sure that a table fits.
  ///
  /// - Parameters:
  ///   - bytes: Its size.
  ///   - what: What is in it, such as `512 features of each of 20000 images`.
  /// - Throws: ``MemoryError`` if it does not.
  package static func require(_ bytes: Int, for what: @autoclosure () -> String) throws(MemoryError) {
    guard bytes > least, let available = read(), bytes > available - reserve else { return }
    throw MemoryError(
      "\(what()) take \(megabytes(bytes)) of memory, of which \(megabytes(max(available, 0))) are left")
  }

  /// The number of bytes: the least of what the machine, the control groups and the limits of the process leave; nil where
  /// the system tells nothing.
  package static func read() -> Int? {
    ([machine(), limits()] + groups()).compactMap { $0 }.min()
  }

  private static func megabytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  private static func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// The number behind a word at the beginning of a line of a file.
  private static func value(_ key: String, in text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix(key) }
      .flatMap { $0.dropFirst(key.count).split(separator: " ").first.flatMap { Int($0) } }
  }

  private static func machine() -> Int? {
    guard let text = text("/proc/meminfo"), let available = value("MemAvailable:", in: text) else { return nil }
    return 1024 * (available + (value("SwapFree:", in: text) ?? 0))
  }

  /// What `ulimit` leaves.
  private static func limits() -> Int? {
    guard let limits = text("/proc/self/limits"), let status = text("/proc/self/status") else { return nil }
    return [("Max address space", "VmSize:"), ("Max data size", "VmData:")].compactMap { limit, used -> Int? in
      guard let most = value(limit, in: limits), let held = value(used, in: status) else { return nil }
      return most - 1024 * held
    }.min()
  }

  /// What each control group around this process leaves, of either version.
  private static func groups() -> [Int] {
    guard let membership = text("/proc/self/cgroup") else { return [] }
    return membership.split(separator: "\n").flatMap { line -> [Int] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { return [] }
      let isUnified = fields[0] == "0"
      guard isUnified || fields[1].split(separator: ",").contains("memory") else { return [] }
      let root = isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let names =
        isUnified
        ? (limit: "memory.max", used: "memory.current", cache: "inactive_file")
        : (limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", cache: "total_inactive_file")
      var path = fields[2]
      var left: [Int] = []
      while true {
        let folder = root + (path == "/" ? "" : path)
        if let most = number("\(folder)/\(names.limit)"), let used = number("\(folder)/\(names.used)") {
          // Pages of files that nobody needs are given up before a limit is reached.
          left.append(most - used + (text("\(folder)/memory.stat").flatMap { value(names.cache, in: $0) } ?? 0))
        }
        guard path != "/", !path.isEmpty else { return left }
        path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if path.isEmpty { path = "/" }
      }
    }
  }
}
