import Foundation
import Settings

/// The shape of a backbone: everything that decides which parameters it has and what it computes from them.
///
/// It is coded into the flat object of a training's configuration: its own keys stand beside the others there, and `backbone`
/// holds ``name``.
public protocol BackboneConfiguration: Codable, Equatable, Sendable {
  /// The architectures that this type describes, by the names that `backbone` takes.
  static var names: [String] { get }
  /// Its own keys of a configuration.
  static var settings: [Setting] { get }
  /// The architecture's name, one of ``names``.
  var name: String { get }
  /// The channels of an image: 1 or 3.
  var inputChannels: Int { get set }
  /// The number of features that the network gives per image.
  var featureCount: Int { get }
  /// What images it cannot take, and what libtorch's kernels cannot train of it.
  var limits: BackboneLimits { get }
  /// What it is, for people, such as "resnet18 of width 64".
  var summary: String { get }
  /// Makes the network with new parameters.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  func make(from source: ParameterSource) throws -> any Backbone
  /// The networks of this type in a dictionary of tensors from elsewhere, by their names and shapes; none by default.
  static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys]
}

extension BackboneConfiguration {
  /// Whether the other one has the same type and values.
  public func isEqual(to other: any BackboneConfiguration) -> Bool { (other as? Self) == self }

  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] { [] }

  /// The shapes of its parameters and statistics by their names in the state dictionary.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public var stateShapes: [String: [Int]] {
    get throws { try make(from: ParameterSource(seed: 0)).stateDictionary().mapValues(\.shape) }
  }

  /// Its keys of a configuration, the name and the channels among them.
  public var coded: [String: JSONValue] {
    get throws { try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(self)) }
  }
}

extension Registry where Entry == any BackboneConfiguration.Type {
  /// The backbones by name.
  public static let backbones = Registry(
    what: "backbone", names: { $0.names },
    [
      ResNetConfiguration.self, VisionTransformerConfiguration.self, ConvNeXtConfiguration.self,
    ])
}
