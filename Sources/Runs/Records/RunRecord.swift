import Datasets
import Files
import Foundation
import Settings

/// The content of a run's `config.json`: its configuration, and how it was started.
///
/// The file is the configuration itself, which `--config` accepts, with `version`, `commandLine` and `environment` beside its
/// keys.
@dynamicMemberLookup public struct RunRecord: Sendable {
  /// The version of this file's layout.
  public static let version = 2

  /// Everything that decides what the run computes, resolved.
  public let configuration: TrainingConfiguration
  /// The words of the command that started the run.
  public let commandLine: [String]
  /// What the run was started on: for reading by people.
  public let environment: [String: String]
  /// The number of images to train on; nil in records that do not tell.
  public let images: Int?
  /// By what the data is known again; nil in records of versions that did not tell.
  public let identity: DataIdentity?
  /// The data as the user typed it; its absolute path is ``TrainingConfiguration/data``.
  public let typedData: String?

  public init(
    configuration: TrainingConfiguration, commandLine: [String] = [], environment: [String: String] = [:],
    images: Int? = nil, identity: DataIdentity? = nil, typedData: String? = nil
  ) {
    self.identity = identity
    self.typedData = typedData
    self.images = images
    self.configuration = configuration
    self.commandLine = commandLine
    self.environment = environment
  }

  /// A value of the configuration.
  public subscript<Value>(dynamicMember key: KeyPath<TrainingConfiguration, Value>) -> Value {
    configuration[keyPath: key]
  }

  /// Writes the record.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(self)
    json.append(UInt8(ascii: "\n"))
    try AtomicFile.write(json, to: path)
  }

  /// Reads the record of a run.
  ///
  /// - Throws: `FileError`: `missing` if there is none, `damaged` if it cannot be understood.
  public init(contentsOf path: String) throws {
    func damaged(_ reason: String) -> FileError { FileError(.damaged, "\(path) is damaged: \(reason)") }
    let json = try readFile(path)
    guard let object = try? JSONDecoder().decode(JSONValue.self, from: json), case .object(let members) = object else {
      throw damaged("it is not a JSON object")
    }
    guard members["version"] == .integer(Self.version) else {
      throw damaged(
        "it does not have the layout version \(Self.version); train anew, in another folder or with overwrite")
    }
    do {
      _ = try SettingLayer(json: json, origin: path)
      self = try JSONDecoder().decode(RunRecord.self, from: json)
    } catch let error as ConfigurationError {
      throw damaged(error.description.replacing("\(path): ", with: ""))
    } catch DecodingError.keyNotFound(let key, _) {
      throw damaged("\(key.stringValue) is missing")
    } catch {
      throw damaged("a part cannot be used")
    }
  }
}

extension RunRecord: Codable {
  private enum Key: String, CodingKey {
    case version, commandLine, environment
    case images = "trainingImages"
    case identity = "dataIdentity"
    case typedData = "dataAsTyped"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    configuration = try TrainingConfiguration(from: decoder)
    commandLine = try values.decodeIfPresent([String].self, forKey: .commandLine) ?? []
    environment = try values.decodeIfPresent([String: String].self, forKey: .environment) ?? [:]
    images = try values.decodeIfPresent(Int.self, forKey: .images)
    identity = try values.decodeIfPresent(DataIdentity.self, forKey: .identity)
    typedData = try values.decodeIfPresent(String.self, forKey: .typedData)
  }

  public func encode(to encoder: any Encoder) throws {
    try configuration.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Self.version, forKey: .version)
    try values.encode(commandLine, forKey: .commandLine)
    try values.encode(environment, forKey: .environment)
    try values.encodeIfPresent(images, forKey: .images)
    try values.encodeIfPresent(identity, forKey: .identity)
    try values.encodeIfPresent(typedData, forKey: .typedData)
  }
}
