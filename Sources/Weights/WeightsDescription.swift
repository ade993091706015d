import Files
import Foundation
import NN
import Settings

/// What a file of weights that is written here tells of itself: the network's shape, how images are prepared for it, and where it
/// comes from.
///
/// Each is a key of the safetensors metadata whose value is a text, numbers and lists as JSON, so that any program can read it.
public struct WeightsDescription: Equatable, Sendable {
  /// How images are prepared for the network.
  public struct Preparation: Equatable, Sendable {
    /// The side of the square that is cropped from the centre, in pixels.
    public var imageSize: Int
    /// What the shorter side is resized to before.
    public var resizeTo: Int
    /// What values from 0 to 1 are reduced by, one per channel.
    public var mean: [Float]
    /// What they are divided by after, one per channel.
    public var std: [Float]
    /// The filter by which images are resized, as torchvision names it: `bicubic` or `bilinear`.
    public var interpolation = "bicubic"
    /// How values of more than 8 bits become 8.
    public var valueRange: String

    public init(imageSize: Int, resizeTo: Int, mean: [Float], std: [Float], valueRange: String = "full") {
      (self.imageSize, self.resizeTo, self.mean, self.std) = (imageSize, resizeTo, mean, std)
      self.valueRange = valueRange
    }
  }

  /// The shape of the network.
  public var backbone: any BackboneConfiguration
  /// How images are prepared for it.
  public var preparation: Preparation
  /// What its features are unless told otherwise; nil if it does not tell.
  public var usualFeatures: String?
  /// The steps of training; nil if it does not tell.
  public var step: Int?
  /// The data that it was trained on.
  public var data: String?
  /// The command that trained it.
  public var command: String?

  public init(
    backbone: any BackboneConfiguration, preparation: Preparation, usualFeatures: String? = nil, step: Int? = nil,
    data: String? = nil, command: String? = nil
  ) {
    (self.backbone, self.preparation, self.usualFeatures) = (backbone, preparation, usualFeatures)
    (self.step, self.data, self.command) = (step, data, command)
  }

  public static func == (a: WeightsDescription, b: WeightsDescription) -> Bool {
    a.backbone.isEqual(to: b.backbone) && a.preparation == b.preparation && a.usualFeatures == b.usualFeatures
      && a.step == b.step && a.data == b.data && a.command == b.command
  }

  private enum Key: String, CaseIterable {
    case backbone, channels, imageSize, resizeTo, interpolation, mean, std, valueRange, usualFeatures, step, data,
      command
  }

  /// The texts by key.
  public var metadata: [String: String] {
    get throws {
      var texts = try backbone.coded.mapValues(\.description)
      func set(_ key: Key, _ value: String?) { texts[key.rawValue] = value }
      set(.imageSize, String(preparation.imageSize))
      set(.resizeTo, String(preparation.resizeTo))
      set(.interpolation, preparation.interpolation)
      set(.mean, Self.list(preparation.mean))
      set(.std, Self.list(preparation.std))
      set(.valueRange, preparation.valueRange)
      set(.usualFeatures, usualFeatures)
      set(.step, step.map(String.init))
      set(.data, data)
      set(.command, command)
      return texts
    }
  }

  private static func list(_ values: [Float]) -> String { "[\(values.map { "\($0)" }.joined(separator: ", "))]" }

  /// What metadata tell; nil if they are not of a file that is written here.
  ///
  /// - Throws: `FileError`: `damaged` if a value is none that a network can have.
  public init?(_ metadata: [String: String], origin: String) throws {
    guard let name = metadata[Key.backbone.rawValue], metadata[Key.imageSize.rawValue] != nil,
      metadata[Key.resizeTo.rawValue] != nil
    else { return nil }
    func damaged(_ key: String) -> FileError {
      FileError(.damaged, "\(origin) tells an impossible \(key) in its metadata")
    }
    guard let type = Registry.backbones[name] else {
      throw FileError(.usage, "\(origin) holds the backbone \(name), which is not known here")
    }
    var values: [String: JSONValue] = [Key.backbone.rawValue: .text(name)]
    for setting in type.settings + [Setting(Key.channels.rawValue, .integer(1...3))] {
      guard let text = metadata[setting.name] else { continue }
      guard let value = setting.kind.parse(text) else { throw damaged(setting.name) }
      values[setting.name] = value
    }
    do {
      backbone = try JSONDecoder().decode(type, from: JSONEncoder().encode(values))
    } catch is DecodingError {
      throw damaged(Key.backbone.rawValue)
    }
    let channels = backbone.inputChannels
    func integer(_ key: Key) throws -> Int {
      guard let value = metadata[key.rawValue].flatMap({ Int($0) }), (4...8192).contains(value) else {
        throw damaged(key.rawValue)
      }
      return value
    }
    func numbers(_ key: Key) throws -> [Float] {
      let values = metadata[key.rawValue].flatMap { try? JSONDecoder().decode([Float].self, from: Data($0.utf8)) } ?? []
      guard values.count == channels, values.allSatisfy(\.isFinite),
        key == .mean || values.allSatisfy({ $0 > 0 })
      else { throw damaged(key.rawValue) }
      return values
    }
    preparation = Preparation(
      imageSize: try integer(.imageSize), resizeTo: try integer(.resizeTo), mean: try numbers(.mean),
      std: try numbers(.std), valueRange: metadata[Key.valueRange.rawValue] ?? "full")
    if let filter = metadata[Key.interpolation.rawValue] {
      guard ["bicubic", "bilinear"].contains(filter) else { throw damaged(Key.interpolation.rawValue) }
      preparation.interpolation = filter
    }
    usualFeatures = metadata[Key.usualFeatures.rawValue]
    step = metadata[Key.step.rawValue].flatMap { Int($0) }
    data = metadata[Key.data.rawValue]
    command = metadata[Key.command.rawValue]
  }
}
