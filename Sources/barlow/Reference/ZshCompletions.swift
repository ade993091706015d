/// Completions for zsh: a file `_barlow` in a folder of its `fpath`, or a script to source after `compinit`.
enum ZshCompletions {
  static var script: String {
    // `#compdef` has to be the first line.
    (["#compdef barlow", Shell.zsh.title, helpers, description("_barlow_commands", CommandNames.heads)]
      + groups.map { description("_barlow_\($0)", CommandNames.kinds(of: $0), of: $0) } + [help, main])
      .joined(separator: "\n")
  }

  private static var groups: [String] { CommandNames.heads.filter { !CommandNames.kinds(of: $0).isEmpty } }

  private static let helpers = """

    _barlow_data() {
      _barlow_either 'fashion-mnist'
    }

    # Offers the words in $1, and the files that _files offers with the rest.
    _barlow_either() {
      local words=$1
      shift
      _alternative "words:word:($words)" "files:file or folder:_files $*"
    }

    """

  /// A function that offers words with what they mean.
  private static func description(_ function: String, _ words: [String], of group: String? = nil) -> String {
    let lines = words.map { word in
      let abstract =
        group.flatMap { group in CommandNames.members(of: group).first { $0.name == "\(group) \(word)" }?.abstract }
        ?? CommandNames.abstract(of: word)
      return "    " + Shell.quoted(word + ":" + abstract.replacing("\\", with: "\\\\").replacing(":", with: "\\:"))
    }
    return (["\(function)() {", "  local -a words=("] + lines + ["  )", "  _describe command words", "}", ""])
      .joined(separator: "\n")
  }

  private static var help: String {
    (["_barlow_help() {", "  if (( CURRENT == 2 )); then", "    _barlow_commands", "  elif (( CURRENT == 3 )); then"]
      + ["    case $words[2] in"] + groups.map { "      \($0)) _barlow_\($0) ;;" } + ["    esac", "  fi", "}", ""])
      .joined(separator: "\n")
  }

  private static var main: String {
    let commands = CommandNames.heads.map { head in
      let members = CommandNames.members(of: head)
      guard !members.isEmpty else {
        return Barlow.commands.first { $0.name == head }.map { entry(head, $0, indent: 4) } ?? ""
      }
      let kinds = zip(CommandNames.kinds(of: head), members).map { entry($0, $1, indent: 8) }
      if let whole = CommandNames.whole(of: head) {
        // The word is a command by itself too, whose own words the kinds stand among.
        return
          ([
            "    \(head))", "      (( CURRENT == 2 )) && _barlow_\(head)",
            "      if (( CURRENT > 2 )) && [[ \(Shell.quoted(" \(CommandNames.kinds(of: head).joined(separator: " ")) ")) == *\" $words[2] \"* ]]; then",
            "        shift words", "        (( CURRENT-- ))", "      else", "        words[1]=_whole", "      fi",
            "      case $words[1] in",
          ] + kinds + [entry("_whole", whole, indent: 8), "      esac", "      ;;"]).joined(separator: "\n")
      }
      return
        ([
          "    \(head))", "      if (( CURRENT == 2 )); then", "        _barlow_\(head)", "        return", "      fi",
          "      shift words", "      (( CURRENT-- ))", "      case $words[1] in",
        ] + kinds + ["      esac", "      ;;"])
        .joined(separator: "\n")
    }
    return """
      _barlow() {
        local curcontext=$curcontext state line
        typeset -A opt_args
        _arguments -C '(- *)'{-h,--help}'[Show the commands.]' '(- *)--version[\(VersionCommand.abstract)]' \\
          '1: :_barlow_commands' '*:: :->words' && return
        [[ $state == words ]] || return 1
        case $words[1] in
      \(commands.joined(separator: "\n"))
        esac
      }

      # As a file of fpath it is the function itself.
      if [[ $funcstack[1] == _barlow ]]; then
        _barlow "$@"
      else
        compdef _barlow barlow
      fi
      """
  }

  /// The branch of one command.
  private static func entry(_ word: String, _ command: any Command.Type, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    guard command != HelpCommand.self else { return "\(margin)\(word)) _barlow_help ;;" }
    let positional = command.positionalCompletion.map { Shell.quoted("*: :" + action($0)) }
    let specifications = command.allOptions.map(specification) + [positional].compactMap { $0 }
    return (["\(margin)\(word))", "\(margin)  _arguments \\"] + specifications.map { "\(margin)    \($0) \\" })
      .joined(separator: "\n").dropLast(2) + "\n\(margin)  ;;"
  }

  private static func specification(_ option: Option) -> String {
    let meaning = option.help.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
    guard let value = option.valueCompletion else { return Shell.quoted("\(option.flag)[\(meaning)]") }
    return Shell.quoted("\(option.flag)=[\(meaning)]:\(option.flag.dropFirst(2)):\(action(value))")
  }

  private static func action(_ value: ValueCompletion) -> String {
    if value.isData { return "_barlow_data" }
    let words = value.words.joined(separator: " ")
    let files: String
    switch value.paths {
    case .none: return words.isEmpty ? " " : "(\(words))"
    case .folders: files = "-/"
    case .files(let endings) where endings.isEmpty: files = ""
    case .files(let endings):
      let names = endings.map { $0.dropFirst() }
      files = "-g \"*.\(names.count == 1 ? String(names[0]) : "(\(names.joined(separator: "|")))")\""
    }
    // Behind a space _arguments adds nothing of its own to the words.
    return words.isEmpty
      ? (files.isEmpty ? "_files" : "_files \(files)") : " _barlow_either \(Shell.quoted(words)) \(Shell.quoted(files))"
  }
}
