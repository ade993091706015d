import Foundation

/// The control groups of Linux that a process is in: what limits its share of a machine, as in a container.
package struct ControlGroup {
  /// The folder with the files of the group.
  package let folder: String
  /// Whether it is of the second version, which has one tree for everything.
  package let isUnified: Bool

  /// The groups that a controller such as `memory` limits this process by, each with those around it: a limit of any of them holds.
  ///
  /// - Parameters:
  ///   - controller: Its name.
  ///   - membership: What `/proc/self/cgroup` says; nil where there is no such file.
  ///   - root: Where control groups are files.
  /// - Returns: The groups; none on other systems.
  package static func groups(
    of controller: String, membership: String? = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8),
    root: String = "/sys/fs/cgroup"
  ) -> [ControlGroup] {
    (membership ?? "").split(separator: "\n").flatMap { groups(of: controller, line: String($0), root: root) }
  }

  private static func groups(of controller: String, line: String, root: String) -> [ControlGroup] {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 3 else { return [] }
    let isUnified = fields[1].isEmpty
    guard isUnified || fields[1].split(separator: ",").map(String.init).contains(controller) else { return [] }
    let top = isUnified ? root : "\(root)/\(controller)"
    // Inside a container the root is that of the container.
    let names = fields[2].split(separator: "/").map(String.init)
    return (0...names.count).reversed().map { depth in
      ControlGroup(folder: ([top] + names.prefix(depth)).joined(separator: "/"), isUnified: isUnified)
    }
  }

  /// The text of one of its files; nil if there is none.
  package func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

  /// The whole number that one of its files holds; nil if it holds something else, such as `max`.
  package func number(_ name: String) -> Int? {
    text(name).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
