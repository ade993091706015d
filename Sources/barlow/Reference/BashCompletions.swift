/// Completions for bash, which need nothing but bash; of what came with bash 4 they do without.
enum BashCompletions {
  static var script: String {
    ([Shell.bash.title, helpers, "_barlow() {", head] + groups + ["  case $command in"] + Barlow.commands.map(entry)
      + ["  esac", "}", "", "complete -F _barlow barlow"]).joined(separator: "\n")
  }

  private static let helpers = #"""

    # Offers those of the words $2, … that begin with $1.
    _barlow_words() {
      local current=$1 word
      shift
      for word; do
        if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
      done
    }

    # Offers those of the flags $2, … that begin with $1 and are not there yet.
    _barlow_flags() {
      local current=$1 flag index
      shift
      for flag; do
        for ((index = 1; index < ${#COMP_WORDS[@]}; index++)); do
          if [[ $index -ne $COMP_CWORD && ${COMP_WORDS[index]} == "$flag" ]]; then continue 2; fi
        done
        _barlow_words "$current" "$flag"
      done
    }

    # Offers the files and folders whose names begin with $1; only folders, and files that end in one of $2, …, where those
    # are given.
    _barlow_paths() {
      local current=$1 ending path
      shift
      # As it stands within quotes or behind backslashes: readline quotes again what it inserts.
      current=${current#[\"\']}
      current=${current//\\/}
      compopt -o filenames 2>/dev/null
      while IFS= read -r path; do COMPREPLY+=("$path"); done < <(
        if [[ $# -eq 0 ]]; then
          compgen -f -- "$current"
        else
          compgen -d -- "$current"
          # No file ends in /, which stands for folders alone.
          for ending; do compgen -f -X "!*$ending" -- "$current"; done
        fi
      )
    }

    """#

  private static var head: String {
    #"""
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} kind
      COMPREPLY=()
      if [[ $COMP_CWORD -eq 1 ]]; then
        _barlow_words "$current" \#(CommandNames.heads.joined(separator: " "))
        if [[ $current == -* ]]; then _barlow_words "$current" --help --version; fi
        return
      fi
      # bash takes words apart at = and at the colon.
      if [[ $current == = ]]; then
        current=
      elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
      fi
      if [[ $current == : && $previous == cifar10 ]]; then
        _barlow_paths '' /
        return
      elif [[ $previous == : && ${COMP_WORDS[COMP_CWORD - 2]} == cifar10 ]]; then
        _barlow_paths "$current" /
        return
      fi
    """#
  }

  /// The second words of groups, also behind `help`.
  private static var groups: [String] {
    let groups = CommandNames.heads.filter { !CommandNames.kinds(of: $0).isEmpty }
    let words = groups.map { ($0, CommandNames.kinds(of: $0).joined(separator: " ")) }
    let helped = words.map { "      \($0)) _barlow_words \"$current\" \($1) ;;" }
    let called = words.map { group, kinds in
      guard CommandNames.whole(of: group) == nil else {
        return """
              \(group))
                if [[ $COMP_CWORD -eq 2 ]]; then
                  _barlow_words "$current" \(kinds)
                else
                  for kind in \(kinds); do
                    if [[ ${COMP_WORDS[2]} == "$kind" ]]; then command="\(group) $kind"; fi
                  done
                fi
                ;;
          """
      }
      return """
            \(group))
              if [[ $COMP_CWORD -eq 2 ]]; then
                _barlow_words "$current" \(kinds)
                if [[ $current == -* ]]; then _barlow_words "$current" --help; fi
                return
              fi
              command="\(group) ${COMP_WORDS[2]}"
              ;;
        """
    }
    return [
      "  if [[ $command == \(HelpCommand.name) && $COMP_CWORD -eq 3 ]]; then", "    case ${COMP_WORDS[2]} in",
    ] + helped + ["    esac", "    return", "  fi", "  case $command in"] + called + ["  esac"]
  }

  private static func entry(of command: any Command.Type) -> String {
    let valued = command.allOptions.compactMap { option in option.valueCompletion.map { (option.flag, $0) } }
    let free = valued.filter { $0.1.isEmpty }.map(\.0)
    let offered = valued.filter { !$0.1.isEmpty }.map { flag, value in
      "        \(flag)) \(offer(value).joined(separator: "; ")) ;;"
    }
    let flags = "_barlow_flags \"$current\" \(command.allOptions.map(\.flag).joined(separator: " "))"
    var rest = ["            \(flags)"]
    let positional = command == HelpCommand.self ? helpWords : command.positionalCompletion.map(offer)
    if let positional, !positional.isEmpty {
      rest =
        ["          if [[ $current == -* ]]; then"] + rest + ["          else"] + positional.map { "            \($0)" }
        + ["          fi"]
    } else {
      rest = ["          \(flags)"]
    }
    return
      (["    \(Shell.quoted(command.name)))", "      case $previous in"] + offered
      + (free.isEmpty ? [] : ["        \(free.joined(separator: " | "))) ;;"]) + ["        *)"] + rest
      + ["          ;;", "      esac", "      ;;"]).joined(separator: "\n")
  }

  private static var helpWords: [String] {
    ["if [[ $COMP_CWORD -eq 2 ]]; then _barlow_words \"$current\" \(CommandNames.heads.joined(separator: " ")); fi"]
  }

  private static func offer(_ value: ValueCompletion) -> [String] {
    let words = value.words.isEmpty ? [] : ["_barlow_words \"$current\" \(value.words.joined(separator: " "))"]
    switch value.paths {
    case .none: return words
    case .folders: return words + ["_barlow_paths \"$current\" /"]
    case .files(let endings): return words + [(["_barlow_paths \"$current\""] + endings).joined(separator: " ")]
    }
  }
}
