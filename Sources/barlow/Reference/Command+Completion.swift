extension Command {
  /// The flags with the one that every command has.
  static var allOptions: [Option] { options + [.help] }

  /// What stands alone on the command line, without the flags that must be there; nil for a command that takes nothing.
  static var positionalCompletion: ValueCompletion? {
    let words = arguments.filter { !$0.hasPrefix("--") }
    return words.isEmpty ? nil : ValueCompletion(words.joined(separator: " "))
  }
}

extension Option {
  /// What may stand for its value; nil for a flag without one.
  var valueCompletion: ValueCompletion? { placeholder.map { ValueCompletion($0, names: names) } }
}
