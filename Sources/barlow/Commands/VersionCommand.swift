/// `barlow version`: what `--version` shows.
enum VersionCommand: Command {
  static let name = "version"
  static let abstract = "Print the version of this tool."
  static let arguments: [String] = []
  static let options: [Option] = []

  static let isPassedOn = true

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "\(CommandLineText.barlow(DoctorCommand.name)) tells what else is installed"
  }

  static var line: String { "barlow \(Barlow.version)" }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    Terminal.output(line)
    return .done
  }
}
