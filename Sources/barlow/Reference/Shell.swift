/// A shell that completes command lines.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  /// The script that teaches it those of this tool.
  var completions: String {
    switch self {
    case .bash: BashCompletions.script
    case .zsh: ZshCompletions.script
    case .fish: FishCompletions.script
    }
  }

  /// What a user does with the script.
  var use: String {
    switch self {
    case .bash: "put this line into ~/.bashrc: eval \"$(barlow completions bash)\""
    case .zsh: "put this line into ~/.zshrc, after compinit: eval \"$(barlow completions zsh)\""
    case .fish: "barlow completions fish > ~/.config/fish/completions/barlow.fish"
    }
  }

  /// The first line of a script.
  var title: String { "# Completions of barlow \(Barlow.version) for \(self), made by `barlow completions \(self)`." }

  /// A text within single quotes, as bash and zsh read it.
  static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
