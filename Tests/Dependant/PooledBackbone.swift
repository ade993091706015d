import NN
import Settings
import Torch

/// A linear map of an image's mean colour: a backbone of another package.
final class PooledBackbone: Backbone {
  /// What decides its shape.
  struct Configuration: BackboneConfiguration {
    var features = 8
    var inputChannels = 3

    private enum CodingKeys: String, CodingKey {
      case features
      case inputChannels = "channels"
    }

    static let names = ["pooled"]
    static let settings = [Setting("features", .integer(1...64))]
    var name: String { "pooled" }
    var featureCount: Int { features }
    var limits: BackboneLimits { BackboneLimits() }
    var summary: String { "pooled with \(features) features" }

    func make(from source: ParameterSource) throws -> any Backbone { try PooledBackbone(self, from: source) }
  }

  let configuration: any BackboneConfiguration
  private let layer: Linear

  init(_ configuration: Configuration, from source: ParameterSource) throws {
    self.configuration = configuration
    layer = try Linear(configuration.inputChannels, configuration.features, from: source)
  }

  var children: [(name: String, module: any Module)] { [("layer", layer)] }

  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try layer(input.adaptiveAveragePool2d(side: 1).flatten(1), mode: mode)
  }
}
