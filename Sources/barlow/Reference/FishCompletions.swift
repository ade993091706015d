/// Completions for fish.
enum FishCompletions {
  static var script: String {
    ([Shell.fish.title, helpers, "complete -c barlow -f"] + heads + kinds + Barlow.commands.flatMap(flags))
      .joined(separator: "\n")
  }

  private static let helpers = """

    # Whether the words before the cursor are just these.
    function __barlow_at
        set -l words (commandline -opc)
        set -e words[1]
        test "$words" = "$argv"
    end

    # Whether the command line calls this command.
    function __barlow_in
        set -l words (commandline -opc)
        set -e words[1]
        set -l count (count $argv)
        test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
    end

    """

  private static var heads: [String] {
    let words = CommandNames.heads.flatMap { head in
      ["__barlow_at", "__barlow_at \(HelpCommand.name)"].map { line($0, word: head, CommandNames.abstract(of: head)) }
    }
    return words + [
      "complete -c barlow -n __barlow_at -s h -l help -d \(quoted("Show the commands."))",
      "complete -c barlow -n __barlow_at -l version -d \(quoted(VersionCommand.abstract))",
    ]
  }

  private static var kinds: [String] {
    CommandNames.heads.flatMap { head in
      zip(CommandNames.kinds(of: head), CommandNames.members(of: head)).flatMap { kind, command in
        ["__barlow_at \(head)", "__barlow_at \(HelpCommand.name) \(head)"]
          .map { line($0, word: kind, command.abstract) }
      }
    }
  }

  private static func line(_ condition: String, word: String, _ meaning: String) -> String {
    "complete -c barlow -n \(quoted(condition)) -a \(word) -d \(quoted(meaning))"
  }

  private static func flags(of command: any Command.Type) -> [String] {
    // The word of a group may be a command by itself.
    let others = CommandNames.members(of: command.name).map { "; and not __barlow_in \($0.name)" }
    let condition = "__barlow_in \(command.name)" + others.joined()
    let positional = command.positionalCompletion.map { value in
      value.isEmpty ? [] : ["complete -c barlow -n \(quoted(condition)) \(offer(value))"]
    }
    return (positional ?? [])
      + command.allOptions.map { option in
        let name = String(option.flag.dropFirst(2))
        // The rule of a flag that is there already is still wanted where its value stands behind it.
        let fits = option.placeholder == nil ? "\(condition); and not __fish_contains_opt \(name)" : condition
        let value = option.valueCompletion.map { $0.isEmpty ? " -x" : " -r " + offer($0) } ?? ""
        return "complete -c barlow -n \(quoted(fits)) -l \(name)\(value) -d \(quoted(option.help))"
      }
  }

  private static func offer(_ value: ValueCompletion) -> String {
    var words = value.words
    var isPlain = false
    switch value.paths {
    case .none: break
    case .folders: words.append("(__fish_complete_directories)")
    case .files(let endings) where endings.count == 1: words += endings.map { "(__fish_complete_suffix \($0))" }
    case .files: isPlain = true
    }
    return [isPlain ? "-F" : "-f", words.isEmpty ? nil : "-a " + quoted(words.joined(separator: " "))]
      .compactMap { $0 }.joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
