import Files
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
    ControlGroup.groups(of: "memory").compactMap { group in
      let names =
        group.isUnified
        ? (limit: "memory.max", used: "memory.current", cache: "inactive_file")
        : (limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", cache: "total_inactive_file")
      guard let most = group.number(names.limit), let used = group.number(names.used) else { return nil }
      // Pages of files that nobody needs are given up before a limit is reached.
      return most - used + (group.text("memory.stat").flatMap { value(names.cache, in: $0) } ?? 0)
    }
  }
}
