import Foundation

/// A subcommand of `barlow`.
protocol Command {
  /// The words that call it, such as `evaluate knn`.
  static var name: String { get }
  /// One line that says what it does.
  static var abstract: String { get }
  /// The positional arguments, as the help shows them.
  static var arguments: [String] { get }
  /// The flags.
  static var options: [Option] { get }
  /// What else a user should know, shown at the end of the help.
  static var discussion: String { get }
  /// Whether several processes may do its work together.
  static var isShared: Bool { get }
  /// Whether its first positional argument begins another command line, whose flags are not its own.
  static var takesCommand: Bool { get }
  /// What to type next, in words or as a command line, once it has ended with `code`; nil where nothing follows.
  static func next(_ arguments: Arguments, after code: ExitCode) -> String?
  /// Whether its output is for a pager, a file or another program, beside which nobody wants to be told what comes next.
  static var isPassedOn: Bool { get }
  /// Does it.
  static func run(_ arguments: Arguments) throws -> ExitCode
}

extension Command {
  static var discussion: String { "" }
  static func next(_ arguments: Arguments, after code: ExitCode) -> String? { nil }
  static var isPassedOn: Bool { false }
  static var isShared: Bool { false }
  static var takesCommand: Bool { false }

  /// The help of this command.
  static var help: String {
    // Behind another command line there is no place for flags.
    let words = takesCommand ? ["[flags]"] + arguments : arguments + ["[flags]"]
    let usage = (["barlow", name] + words).joined(separator: " ")
    let rows = allOptions.map { ([$0.flag] + ($0.placeholder.map { [$0] } ?? []), $0.help) }
      .map { ($0.0.joined(separator: " "), $0.1) }
    let lines = rows.map { flag, help in
      // A flag with many choices takes a line of its own.
      flag.count > 30
        ? "  \(flag)\n" + String(repeating: " ", count: 34) + help
        : "  " + flag.padding(toLength: 32, withPad: " ", startingAt: 0) + help
    }
    return ([abstract, "", "USAGE  \(usage)", ""] + lines + (discussion.isEmpty ? [] : ["", discussion]))
      .joined(separator: "\n")
  }
}
