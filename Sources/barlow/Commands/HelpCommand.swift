/// `barlow help`: what `--help` shows, for whoever puts the word first.
enum HelpCommand: Command {
  static let name = "help"
  static let abstract = "Show the commands, or what one of them takes."
  static let arguments = ["[COMMAND]"]
  static let options: [Option] = []
  static let discussion = """
    COMMAND is one of those that `barlow help` lists, such as `pretrain` or `evaluate knn`. `barlow COMMAND --help` shows the same.
    """

  static let isPassedOn = true

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.positional.isEmpty
      ? "\(CommandLineText.barlow(name, PretrainCommand.name)), where most begin"
      : "barlow \(arguments.positional.joined(separator: " ")), with what it takes"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let words = arguments.positional
    guard let head = words.first else {
      Terminal.output(Barlow.overview)
      return .done
    }
    let isGroup =
      words.count == 1 && !Barlow.commands.contains { $0.name == head } && !CommandNames.kinds(of: head).isEmpty
    let call = try CommandCall(isGroup ? [head, Option.help.flag] : words)
    if let extra = call.words.first { throw Arguments.tooMany(extra) }
    Terminal.output(call.command?.help ?? call.groupHelp)
    return .done
  }
}
