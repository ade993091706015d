/// The manual page: what `--help` shows of every command, in the macros of man(7).
enum ManualPage {
  static var text: String {
    var lines = [".TH BARLOW 1 \"\" \"barlow \(Barlow.version)\" \"User Commands\""]
    // Words of many choices are long, and what is typed must not be hyphenated.
    lines += [".ad l", ".nh", ".SH NAME"]
    lines += ["barlow \\- learn image features without labels, by Barlow Twins"]
    lines += [".SH SYNOPSIS", ".B barlow", ".I command", "[\\fIarguments\\fR]", ".SH DESCRIPTION"]
    lines += [paragraphs(introduction)]
    for head in CommandNames.heads { lines += item(head, CommandNames.abstract(of: head)) }
    for command in Barlow.commands { lines += section(command) }
    lines += [".SH EXIT STATUS"]
    for code in ExitCode.allCases { lines += item(String(code.rawValue), code.meaning) }
    lines += [".SH ENVIRONMENT"]
    for variable in environment { lines += item(variable.name, variable.meaning) }
    return lines.joined(separator: "\n")
  }

  private static func item(_ name: String, _ meaning: String) -> [String] {
    [".TP", ".B " + escaped(name), line(meaning)]
  }

  private static let introduction = """
    barlow trains an encoder on unlabelled images, shows how good it is, and leaves weights in files that other tools read.

    Results go to standard output, progress and messages to standard error. --flag value and --flag=value are the same; after -- \
    everything is positional; a flag may be given once. An error is one line on standard error that names the thing and the remedy.

    The commands, each with a section below:
    """

  private static let environment: [(name: String, meaning: String)] = [
    ("NO_COLOR", "barlow watch uses shades instead of colours."),
    (
      "LC_ALL, LC_CTYPE, LANG",
      "Without UTF-8 in the first of them that is set, barlow watch draws in ASCII."
    ),
    (
      "XDG_DATA_DIRS",
      "The folders whose datasets/fashion-mnist is looked for; /usr/local/share and /usr/share by default."
    ),
  ]

  private static func section(_ command: any Command.Type) -> [String] {
    let usage = (["barlow", command.name] + command.arguments + ["[flags]"]).joined(separator: " ")
    var lines = [".SH " + quoted("barlow " + command.name), line(command.abstract), ".PP", ".B " + escaped(usage)]
    for option in command.allOptions {
      let value = option.placeholder.map { " \\fI\(breakable(escaped($0)))\\fR" } ?? ""
      lines += [".TP", "\\fB\(escaped(option.flag))\\fR" + value, line(option.help)]
    }
    return lines + (command.discussion.isEmpty ? [] : [".PP"] + filled(command.discussion))
  }

  /// Text whose lines flow into one another, but for those that are indented.
  private static func filled(_ text: String) -> [String] {
    text.split(separator: "\n").flatMap { row in
      let trimmed = row.drop { $0 == " " }
      return (trimmed.count < row.count ? [".br"] : []) + [line(String(trimmed))]
    }
  }

  private static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n\n").map { line(String($0)) }.joined(separator: "\n.PP\n")
  }

  /// A line of text; one that began with a dot or a quote would be a request.
  private static func line(_ text: String) -> String {
    let text = escaped(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }

  /// Long lists of choices may be broken behind each, and nowhere else.
  private static func breakable(_ text: String) -> String { text.replacing("|", with: "|\\:") }

  /// Characters that mean something to roff, and all beyond ASCII, which not every formatter reads.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case _ where scalar.isASCII: String(scalar)
      default:
        "\\[u" + String(repeating: "0", count: max(0, 4 - String(scalar.value, radix: 16).count))
          + String(scalar.value, radix: 16).uppercased() + "]"
      }
    }.joined()
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }
}
