import Files
import Foundation

/// The memory that this process holds, as Linux counts it.
package enum ResidentMemory {
  /// The memory now and the most since the last `resetPeak`, in bytes; nil where the system does not tell.
  package static func read() -> (now: Int, peak: Int)? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    func value(_ key: String) -> Int? {
      text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
        .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }.map { $0 * 1024 }
    }
    guard let now = value("VmRSS"), let peak = value("VmHWM") else { return nil }
    return (now, peak)
  }

  /// Starts the peak anew at what is held now; false where the system does not permit it.
  package static func resetPeak() -> Bool {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
    defer { try? file.close() }
    return (try? file.write(contentsOf: Data("5".utf8))) != nil
  }

  /// How far the memory rose above what was held before while `body` ran; nil where the system does not tell.
  package static func growth(during body: () throws -> Void) throws -> Int? {
    guard resetPeak(), let before = read() else {
      try body()
      return nil
    }
    try body()
    return read().map { max($0.peak - before.now, 0) }
  }
}
