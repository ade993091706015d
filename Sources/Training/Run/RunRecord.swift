import Augmentation
import Files
import Foundation

/// The content of a run's `config.json`: every resolved setting, how the views are made, and how it was started.
public struct RunRecord {
  /// The version of this file's layout.
  public static let version = 1

  /// The data as the user named it.
  public let data: String
  /// The channels of its images: 1 or 3.
  public let channels: Int
  /// Every setting as it was resolved.
  public let settings: [Setting: SettingValue]
  /// How the two views were made.
  public let views: TwoViewRecipe
  /// The words of the command that started the run.
  public let commandLine: [String]
  /// What the run was started on: for reading by people.
  public let environment: [String: String]

  public init(
    data: String, channels: Int, settings: [Setting: SettingValue], views: TwoViewRecipe, commandLine: [String],
    environment: [String: String]
  ) {
    self.data = data
    self.channels = channels
    self.settings = settings
    self.views = views
    self.commandLine = commandLine
    self.environment = environment
  }

  /// Writes the record.
  public func write(to path: String) throws {
    let views = try JSONSerialization.jsonObject(with: JSONEncoder().encode(views))
    let object: [String: Any] = [
      "version": Self.version, "data": data, "channels": channels, "views": views, "commandLine": commandLine,
      "environment": environment,
      "settings": Dictionary(uniqueKeysWithValues: settings.map { ($0.key.rawValue, $0.value.json) }),
    ]
    var json = try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    json.append(UInt8(ascii: "\n"))
    try AtomicFile.write(json, to: path)
  }

  /// Reads the record of a run.
  ///
  /// - Throws: `FileError`: `missing` if there is none, `damaged` if it cannot be understood.
  public init(contentsOf path: String) throws {
    func damaged(_ reason: String) -> FileError { FileError(.damaged, "\(path) is damaged: \(reason)") }
    let json = try readFile(path)
    guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw damaged("it is not a JSON object")
    }
    guard object["version"] as? Int == Self.version else {
      throw damaged("it does not have the layout version \(Self.version)")
    }
    guard let data = object["data"] as? String, let channels = object["channels"] as? Int, [1, 3].contains(channels),
      let values = object["settings"] as? [String: Any], let views = object["views"]
    else { throw damaged("a part is missing") }
    var settings: [Setting: SettingValue] = [:]
    for (key, value) in values {
      guard let setting = Setting(rawValue: key), let parsed = setting.kind.parse(json: value) else {
        throw damaged("the setting \(key) cannot be used")
      }
      settings[setting] = parsed
    }
    do {
      self.views = try TwoViewRecipe(json: JSONSerialization.data(withJSONObject: views))
    } catch {
      throw damaged("views: \(error)")
    }
    self.data = data
    self.channels = channels
    self.settings = settings
    commandLine = object["commandLine"] as? [String] ?? []
    environment = object["environment"] as? [String: String] ?? [:]
  }

  /// The first difference that forbids going on with this run under a new command line, as one line; nil if there is none.
  public func obstacle(to new: RunRecord, folder: String) -> String? {
    let remedy = "; repeat the first command to resume, give another --output, or --overwrite to start anew"
    guard data == new.data else { return "\(folder) was trained on \(data), not \(new.data)\(remedy)" }
    for setting in Setting.allCases where !setting.mayChangeOnResume && settings[setting] != new.settings[setting] {
      let words = [settings[setting], new.settings[setting]].map { $0.map(String.init(describing:)) ?? "nothing" }
      return "\(folder) was started with \(setting.flag) \(words[0]), not \(words[1])\(remedy)"
    }
    return views == new.views ? nil : "\(folder) was started with other views\(remedy)"
  }
}
