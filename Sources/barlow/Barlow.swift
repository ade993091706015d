import Foundation

/// The command-line tool.
@main
enum Barlow {
  /// The version of this tool.
  static let version = "0.1.0"

  static var commands: [any Command.Type] {
    [
      PretrainCommand.self, LaunchCommand.self, EmbedCommand.self, IndexCommand.self, ExportCommand.self,
      EvaluateKNNCommand.self, EvaluateLinearCommand.self, EvaluateFineTuneCommand.self,
      ClassifyFitCommand.self, ClassifyCommand.self, ClusterCommand.self, SelectCommand.self, GalleryCommand.self,
      DuplicatesCommand.self, InspectCommand.self, NeighborsCommand.self, ReportCommand.self, WatchCommand.self,
      CollapseCommand.self,
      ViewsCommand.self, NormalizationCommand.self, DemoCommand.self, BenchmarkLossCommand.self,
      BenchmarkTrainCommand.self, BenchmarkDistributedCommand.self, BenchmarkEmbedCommand.self,
      BenchmarkViewsCommand.self, BenchmarkLoaderCommand.self,
      DoctorCommand.self,
      HelpCommand.self, VersionCommand.self, CompletionsCommand.self, ManCommand.self,
    ]
  }

  static func main() {
    // A reader that goes away, such as `head`, must not look like a crash.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow must give an error, as a full disk does.
    signal(SIGXFSZ, SIG_IGN)
    MemoryExhaustion.listen()
    StandardStreams.open()
    exit(run(TypedWords.read).rawValue)
  }

  /// Runs one command line; errors become one line on standard error.
  private static func run(_ words: () throws -> [String]) -> ExitCode {
    var command: (any Command.Type)?
    do {
      try StandardStreams.check()
      let words = try words()
      if !words.isEmpty { command = (try? CommandCall(words))?.command }
      let code = try dispatch(words)
      if let error = Terminal.outputError { throw error }
      return code
    } catch {
      Terminal.error("barlow: \(ExitCode.message(for: error, in: command))")
      return ExitCode(error)
    }
  }

  private static func dispatch(_ words: [String]) throws -> ExitCode {
    guard let first = words.first else {
      Terminal.error(overview)
      return .usage
    }
    if ["--help", "-h"].contains(first) {
      Terminal.output(overview)
      return .done
    }
    if first == "--version" {
      Terminal.output(VersionCommand.line)
      return .done
    }
    let call = try CommandCall(words)
    guard let command = call.command else {
      Terminal.output(call.groupHelp)
      return .done
    }
    let arguments = try Arguments(call.words, of: command)
    if arguments.has(.help) {
      Terminal.output(command.help)
      return .done
    }
    let code = try command.run(arguments)
    if let error = Terminal.outputError { throw error }
    // Whoever reads JSON is a program; a shell that starts reads its completions.
    let isRead = !arguments.has(.json) && (!command.isPassedOn || Terminal.isOutputInteractive)
    if isRead, let next = command.next(arguments, after: code) { Terminal.error("next: \(next)") }
    return code
  }

  /// What `barlow --help` shows.
  static var overview: String {
    let width = commands.map { $0.name.count }.max() ?? 0
    let rows = commands.map {
      "  " + $0.name.padding(toLength: width + 1, withPad: " ", startingAt: 0) + $0.abstract
    }
    return
      (["Learn image features without labels, by Barlow Twins.", "", "USAGE  barlow <command> [arguments]", ""]
      + rows + ["", "`barlow help <command>` explains one of them."]).joined(separator: "\n")
  }
}
