/// `barlow man`: everything that `--help` shows, as a manual page.
enum ManCommand: Command {
  static let name = "man"
  static let abstract = "Print the manual page, for man(1)."
  static let arguments: [String] = []
  static let options: [Option] = []
  static let discussion = """
    `make install` puts it where `man barlow` finds it. Without it: `barlow man > barlow.1`, then `man ./barlow.1`.
    """

  static let isPassedOn = true

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "barlow man > barlow.1, then man ./barlow.1"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    Terminal.output(ManualPage.text)
    return .done
  }
}
