import NN
import Torch

/// Three convolutions of stride 2, each with batch normalization and a rectifier, and the average over the image.
final class ThreeConvolutions: Backbone {
  let configuration: any BackboneConfiguration
  private let layers: Sequential

  init(_ configuration: ThreeConvolutionsConfiguration, from source: ParameterSource) throws {
    self.configuration = configuration
    let widths = [0, 1, 2].map { configuration.firstChannels << $0 }
    layers = try Sequential(
      zip([configuration.inputChannels] + widths, widths).flatMap { inputs, outputs -> [any Module] in
        [
          try Conv2d(inputs, outputs, kernel: 3, stride: 2, padding: 1, from: source),
          try BatchNorm(outputs, from: source), ReLU(),
        ]
      })
  }

  var children: [(name: String, module: any Module)] { [("layers", layers)] }

  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try layers(input, mode: mode).adaptiveAveragePool2d(side: 1).flatten(1)
  }
}
