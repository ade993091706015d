import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import NN

/// Single precision is off no further than PyTorch's own, layer by layer.
@Suite struct LayerRoundingTests {
  /// What every rectifier of a network in training gives out.
  private func layers(_ network: ResNet, _ images: Tensor) throws -> [Tensor] {
    let mode = ForwardMode.training
    var value = try network.stem.normalization(
      network.stem.convolution(images, mode: mode), addedTo: nil, rectifies: true, mode: mode)
    var outputs = [value]
    if let pool = network.pool { value = try pool(value, mode: mode) }
    for module in network.stages.flatMap(\.modules) {
      let block = try #require(module as? ResidualBlock)
      var inner = value
      for layer in block.layers.dropLast() {
        inner = try layer.normalization(
          layer.convolution(inner, mode: mode), addedTo: nil, rectifies: true, mode: mode)
        outputs.append(inner)
      }
      value = try block(value, mode: mode)
      outputs.append(value)
    }
    return outputs
  }

  // 32×32 places for each channel's statistics behind the stem.
  @Test(arguments: [ResNetVariant.resnet18, .resnet50])
  func eachLayerIsAsExactAsPyTorchs(variant: ResNetVariant) throws {
    let network = try ResNet(ResNetConfiguration(variant: variant), from: ParameterSource(seed: 1))
    let images = try Tensor.normal([16, 3, 64, 64], mean: 0.5, seed: 100)
    var inputs = ["variant.\(variant.rawValue)": ReferenceArray(1), "images": try ReferenceArray(images)]
    // Branches that start at zero would hide their layers.
    try withoutGradients {
      for (name, tensor) in network.namedState() where name.hasSuffix(".weight") && tensor.dimensionCount == 1 {
        try tensor.copy(from: Tensor.uniform(tensor.shape, low: 0.5, high: 1.5, seed: 3))
      }
    }
    for (name, tensor) in network.namedState() { inputs["state." + name] = try ReferenceArray(tensor) }
    let reference = try PythonReference.run("layer_rounding.py", inputs)
    let own = try withoutGradients { try layers(network, images.contiguous(.channelsLast)) }
    #expect(reference["layer.\(own.count - 1)"] != nil && reference["layer.\(own.count)"] == nil)
    for (index, layer) in own.enumerated() {
      let error = try layer.relativeError(to: #require(reference["layer.\(index)"]))
      let peers = try ["contiguous", "channels last"].map { try #require(reference["\($0).\(index)"]).values[0] }
      #expect(try error <= 2 * #require(peers.min()), "layer \(index): \(error), PyTorch \(peers)")
    }
  }
}
