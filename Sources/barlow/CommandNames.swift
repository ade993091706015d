/// The words that call commands: one word, or that of a group such as `evaluate` and the kind behind it.
enum CommandNames {
  /// The first words of all commands, in the order of the overview.
  static var heads: [String] {
    var heads: [String] = []
    for command in Barlow.commands {
      if let head = command.name.split(separator: " ").first.map(String.init), !heads.contains(head) {
        heads.append(head)
      }
    }
    return heads
  }

  /// The commands of the group that `head` names; none where it is a command itself.
  static func members(of head: String) -> [any Command.Type] {
    Barlow.commands.filter { $0.name.hasPrefix(head + " ") }
  }

  /// The second words of a group.
  static func kinds(of head: String) -> [String] {
    members(of: head).map { String($0.name.dropFirst(head.count + 1)) }
  }

  /// One line about a first word: what the command does, or which kinds the group has.
  static func abstract(of head: String) -> String {
    Barlow.commands.first { $0.name == head }?.abstract ?? "One of \(kinds(of: head).joined(separator: ", "))."
  }

  /// The command that the word of a group calls by itself, such as `classify` beside `classify fit`; nil where it needs a kind.
  static func whole(of head: String) -> (any Command.Type)? { Barlow.commands.first { $0.name == head } }
}
