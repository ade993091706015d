import Runs
import Settings
import Weights

extension Setting {
  /// The flag on the command line: `batchSize` is `--batch-size`.
  static func flag(_ name: String) -> String {
    "--" + name.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }

  /// The flag that gives the setting.
  var option: Option {
    Option(
      flag: Self.flag(name), placeholder: placeholder, help: meaning, names: name == "recipe" ? Recipe.names : [])
  }

  /// What stands for the value in a help text; nil for a flag without one.
  private var placeholder: String? {
    switch kind {
    case .flag: nil
    case .integer, .number: "N"
    case .choice(let names): names.joined(separator: "|")
    case .text(let placeholder): placeholder
    case .widths: "N-N-…"
    case .object: "{…}"
    }
  }
}

extension SettingLayer {
  /// The settings that flags give.
  ///
  /// - Throws: `ConfigurationError` for a value that a setting does not take.
  init(_ arguments: Arguments, _ settings: [Setting] = Setting.all) throws {
    self.init()
    for setting in settings {
      if let text = arguments.value(setting.option) ?? (arguments.has(setting.option) ? "true" : nil) {
        // A name stands for what was downloaded under it.
        try set(setting, text: setting.name == "from" ? DownloadedWeights().path(of: text) : text)
      }
    }
  }
}
