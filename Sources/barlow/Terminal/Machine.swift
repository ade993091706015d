import Foundation

/// What this program runs on, for people who read a run's record.
enum Machine {
  /// Processor, memory and system by name.
  static var facts: [String: String] {
    let information = ProcessInfo.processInfo
    var facts = [
      "system": information.operatingSystemVersionString,
      "memory": String(format: "%.1f GiB", Double(information.physicalMemory) / Double(1 << 30)),
      "processors": String(information.activeProcessorCount),
    ]
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    if let name = lines.first(where: { $0.hasPrefix("model name") })?.split(separator: ":").last {
      facts["processor"] = name.trimmingCharacters(in: .whitespaces)
    }
    return facts
  }
}
