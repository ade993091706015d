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

  /// A file that a shell reads at its start must not say anything.
  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    Terminal.isOutputInteractive ? arguments.positional.first.flatMap(Shell.init)?.use : nil
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
