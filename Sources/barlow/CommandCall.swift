import Files

/// The command that a command line calls, and the words that are left for it.
struct CommandCall {
  /// The command; nil if only the help of a group such as `evaluate` is wanted.
  let command: (any Command.Type)?
  /// The words after the command's name.
  let words: [String]
  private let group: String

  /// The commands of a group, a line each.
  var groupHelp: String {
    CommandNames.members(of: group)
      .map { "barlow \($0.name): \($0.abstract)" }.joined(separator: "\n")
  }

  /// Finds the command that the first words name.
  ///
  /// - Throws: ``UsageError`` with a suggestion if there is none.
  init(_ words: [String]) throws {
    group = words.first ?? ""
    guard !words.isEmpty else { throw UsageError("the command is missing; `barlow --help` lists those there are") }
    let members = Barlow.commands.filter { $0.name == words[0] || $0.name.hasPrefix(words[0] + " ") }
    guard !members.isEmpty else {
      let hint = Suggestion.nearest(to: words[0], among: CommandNames.heads.sorted()).map { "did you mean \($0)?" }
      throw UsageError("there is no command \(words[0]); \(hint ?? "`barlow --help` lists those there are")")
    }
    // A command may have another one beside it, such as `classify fit` beside `classify`.
    if let whole = members.first(where: { $0.name == words[0] }) {
      let member = words.count > 1 ? members.first { $0.name == "\(words[0]) \(words[1])" } : nil
      command = member ?? whole
      self.words = Array(words.dropFirst(member == nil ? 1 : 2))
      return
    }
    let kinds = CommandNames.kinds(of: words[0])
    guard words.count > 1 else {
      throw UsageError("\(words[0]) lacks its kind; give one of \(kinds.joined(separator: ", "))")
    }
    if ["--help", "-h"].contains(words[1]) {
      command = nil
      self.words = []
      return
    }
    guard let index = kinds.firstIndex(of: words[1]) else {
      let hint = Suggestion.nearest(to: words[1], among: kinds).map { "did you mean \($0)?" }
      throw UsageError(
        "there is no \(words[0]) \(words[1]); \(hint ?? "give one of \(kinds.joined(separator: ", "))")")
    }
    command = members[index]
    self.words = Array(words.dropFirst(2))
  }
}
