import NN
import Settings

/// What decides the shape of ``ThreeConvolutions``.
struct ThreeConvolutionsConfiguration: BackboneConfiguration {
  /// The channels of the first convolution; each later one has twice as many.
  var firstChannels = 16
  var inputChannels = 3

  private enum CodingKeys: String, CodingKey {
    case name = "backbone"
    case firstChannels
    case inputChannels = "channels"
  }

  static let names = ["three-convolutions"]
  static let settings = [Setting("firstChannels", .integer(1...512))]
  var name: String { Self.names[0] }
  var featureCount: Int { 4 * firstChannels }
  var limits: BackboneLimits { BackboneLimits(leastSide: 8) }
  var summary: String { "three convolutions from \(firstChannels) channels on" }

  /// Decodes the shape; what nobody gives keeps its default.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    firstChannels = try values.decodeIfPresent(Int.self, forKey: .firstChannels) ?? firstChannels
    inputChannels = try values.decodeIfPresent(Int.self, forKey: .inputChannels) ?? inputChannels
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(firstChannels, forKey: .firstChannels)
    try values.encode(inputChannels, forKey: .inputChannels)
  }

  func make(from source: ParameterSource) throws -> any Backbone { try ThreeConvolutions(self, from: source) }
}
