import Distributed
import Foundation

/// `barlow launch`: starts the processes of another command on this machine.
enum LaunchCommand: Command {
  static let name = "launch"
  static let abstract = "Run a command as several processes on this machine that work together."
  static var arguments: [String] { [sharedHeads.joined(separator: "|") + "…"] }
  static let takesCommand = true
  static let processes = Option(
    flag: "--processes", placeholder: "N", help: "How many processes; each has a part of every batch.")
  static let maxRestarts = Option(
    flag: "--max-restarts", placeholder: "N",
    help: "How often to start again, from the newest checkpoint, when a process was killed or is gone (default: 0).")
  static let options = [processes, maxRestarts]
  static var discussion: String {
    """
    Behind the flags stands the command as it is for one process, such as
      barlow launch --processes 2 -- pretrain photos --output runs/photos
    What it computes, writes and prints is what one process does, but for rounding. Ctrl-C stops all, with a checkpoint.
    On many machines use torchrun, srun or mpirun: see docs/many-processes.md.
    """
  }

  /// The commands whose work can be shared.
  private static var sharedNames: [String] { Barlow.commands.filter { $0.isShared }.map { $0.name } }

  /// The words that they begin with.
  private static var sharedHeads: [String] {
    CommandNames.heads.filter { head in
      sharedNames.contains { $0.split(separator: " ").first.map(String.init) == head }
    }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let size = try arguments.integer(processes, in: 1...1024) else {
      throw UsageError("\(processes.flag) is missing; give \(processes.flag) N")
    }
    let restarts = try arguments.integer(maxRestarts, in: 0...1_000_000) ?? 0
    guard !arguments.positional.isEmpty else {
      throw UsageError("the command to launch is missing; give one of \(sharedNames.joined(separator: ", "))")
    }
    // What makes no sense is said once, here, and not by every process.
    let call = try CommandCall(arguments.positional)
    guard let command = call.command, command.isShared else {
      let name = call.command?.name ?? arguments.positional[0]
      throw UsageError(
        "\(name) runs as one process; those that can be launched are \(sharedNames.joined(separator: ", "))")
    }
    if try Arguments(call.words, of: command).has(.help) {
      Terminal.output(command.help)
      return .done
    }
    Interruption.listenForOthers()
    let launcher = ProcessLauncher(size: size, words: arguments.positional)
    var restarted = 0
    while true {
      guard let failed = try launcher.run() else { return .done }
      let code: ExitCode
      switch failed.end {
      case .exit(let status): code = ExitCode(rawValue: status) ?? .internalError
      case .signal:
        if !failed.isTold { Terminal.error("barlow: \(ProcessLauncher.reason(failed.rank, failed.end))") }
        code = .unavailable
      }
      guard code == .unavailable, restarted < restarts, !Interruption.isRequested else { return code }
      restarted += 1
      Terminal.error("starting again, \(restarted) of \(restarts)")
    }
  }
}
