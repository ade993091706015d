/// `barlow completions`: teaches a shell the command lines of this tool.
enum CompletionsCommand: Command {
  static let name = "completions"
  static let abstract = "Print the script by which a shell completes command lines of barlow."
  static let arguments = [Shell.allCases.map(\.rawValue).joined(separator: "|")]
  static let options: [Option] = []
  static let discussion = """
    `make install` puts the three scripts where shells look for them. Without it:
    \(Shell.allCases.map { "  \($0): \($0.use)" }.joined(separator: "\n"))
    """

  static let isPassedOn = true

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.positional.first.flatMap(Shell.init)?.use
      ?? "\(CommandLineText.barlow("help", name)) says where to put it"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let word = try arguments.requirePositional(Self.arguments)[0]
    guard let shell = Shell(rawValue: word) else {
      throw UsageError(
        "there are no completions for \(word); give one of \(Shell.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    Terminal.output(shell.completions)
    return .done
  }
}
