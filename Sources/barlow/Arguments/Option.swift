/// A flag of a command, with or without a value.
struct Option: Equatable {
  /// With its dashes, such as `--batch-size`.
  let flag: String
  /// What stands for the value in the help; nil for a flag without one.
  let placeholder: String?
  /// One line for the help.
  let help: String
  /// What a word of the placeholder in capitals may be, where that is known: shells offer it.
  var names: [String] = []

  static let json = Option(flag: "--json", placeholder: nil, help: "Print one JSON object instead of text.")
  static let help = Option(flag: "--help", placeholder: nil, help: "Show this help.")
}
