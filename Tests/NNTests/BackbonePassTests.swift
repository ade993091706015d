import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import NN

/// Vision transformers and ConvNeXts compute what timm's do.
@Suite(.serialized) struct BackbonePassTests {
  static let cases = [
    BackboneCase(VisionTransformerConfiguration(variant: .tiny, positionSize: 64, dropPath: 0.4), side: 64),
    // Fewer patches, more of them, and a side that patches do not fill.
    BackboneCase(VisionTransformerConfiguration(variant: .tiny, positionSize: 96, dropPath: 0.2), side: 48),
    BackboneCase(VisionTransformerConfiguration(variant: .tiny, positionSize: 40), side: 80),
    BackboneCase(
      VisionTransformerConfiguration(variant: .tiny, patchSize: 4, positionSize: 8, inputChannels: 1), side: 11),
    // As DINOv2's, at another size than that of the positions; and as DeiT III's.
    BackboneCase(
      VisionTransformerConfiguration(
        variant: .tiny, patchSize: 14, positionSize: 56, dropPath: 0.3, layerScale: 1e-5, registers: 4,
        positions: .patches), side: 60),
    BackboneCase(
      VisionTransformerConfiguration(
        variant: .tiny, patchSize: 14, positionSize: 42, layerScale: 1e-5, positions: .patches), side: 42),
    BackboneCase(
      VisionTransformerConfiguration(variant: .tiny, patchSize: 14, positionSize: 42, layerScale: 0.1), side: 42),
    BackboneCase(ConvNeXtConfiguration(variant: .tiny, width: 12, dropPath: 0.4)),
    BackboneCase(ConvNeXtConfiguration(variant: .atto, width: 8, dropPath: 0.3, inputChannels: 1), side: 75),
  ]

  /// A network none of whose parts is without effect.
  private func lively(_ configuration: any BackboneConfiguration) throws -> any Backbone {
    let network = try configuration.make(from: ParameterSource(seed: 1))
    try withoutGradients {
      for (index, entry) in network.namedParameters().enumerated() {
        let (shape, seed) = (entry.tensor.shape, UInt64(index))
        switch entry.name.split(separator: ".").last {
        case "weight" where shape.count == 1, "gamma":
          try entry.tensor.copy(from: Tensor.uniform(shape, low: 0.5, high: 1.5, seed: seed))
        case "bias" where ["patch_embed.proj.bias", "stem.0.bias"].contains(entry.name):
          try entry.tensor.copy(from: Tensor.normal(shape, std: 0.001, seed: seed))
        case "bias": try entry.tensor.copy(from: Tensor.normal(shape, std: 0.2, seed: seed))
        // What enters is so small that the ε of the first normalization counts.
        case "cls_token", "reg_token", "pos_embed":
          try entry.tensor.copy(from: Tensor.normal(shape, std: 0.01, seed: seed))
        case "weight" where ["patch_embed.proj.weight", "stem.0.weight"].contains(entry.name):
          try entry.tensor.copy(from: Tensor.normal(shape, std: 0.001, seed: seed))
        default: try entry.tensor.multiplyInPlace(2)
        }
      }
    }
    return network
  }

  @Test(arguments: cases) func passesAgreeWithTimm(example: BackboneCase) throws {
    let (configuration, side) = (example.configuration, example.side)
    let network = try lively(configuration)
    let images = try Tensor.normal([4, configuration.inputChannels, side, side], seed: 100)
    let weights = try Tensor.normal([4, network.featureCount], seed: 101)
    let draw = BranchDraw(seed: 5, step: 7, pass: 1)
    var inputs = example.description
    inputs["images"] = try ReferenceArray(images)
    inputs["weights"] = try ReferenceArray(weights)
    for (name, tensor) in network.namedState() { inputs["state." + name] = try ReferenceArray(tensor) }
    for (branch, rate) in example.rates {
      let factors = draw.factors(branch: branch, images: 4, rate: rate).map(Double.init)
      inputs["factors.\(branch)"] = ReferenceArray(shape: [4], values: factors)
    }
    let reference = try PythonReference.run("backbone_passes.py", inputs)
    #expect(reference.keys.filter { $0.hasPrefix("rate.") }.count == example.rates.count)
    for (branch, rate) in example.rates {
      #expect(try abs(#require(reference["rate.\(branch)"]).values[0] - rate) < 1e-7, "rate of branch \(branch)")
    }

    let input = try images.contiguous(.channelsLast)
    let evaluation = try withoutGradients { try network(input, mode: .evaluation) }
    #expect(try evaluation.relativeError(to: #require(reference["evaluation"])) < 1e-5)
    // Only training leaves out branches.
    let drawn = try withoutGradients { try network(input, mode: .evaluation.dropping(draw)) }
    #expect(try drawn.floats() == evaluation.floats())

    let features = try network(input, mode: .training.dropping(draw))
    #expect(try features.relativeError(to: #require(reference["training"])) < 1e-5)
    try Tensor.backward([features], gradients: [weights])
    for (name, parameter) in network.namedParameters() {
      let gradient = try #require(try parameter.gradient(), "\(name)")
      #expect(try gradient.relativeError(to: #require(reference["gradient." + name])) < 1e-5, "\(name)")
    }
  }

  @Test func positionsOfAnotherGridAreInterpolatedInBothDirections() throws {
    let configuration = VisionTransformerConfiguration(variant: .tiny, positionSize: 64)
    let network = try VisionTransformer(configuration, from: ParameterSource(seed: 1))
    #expect(try network.positionEmbeddings(rows: 4, columns: 4).shape == [1, 17, 192])
    #expect(try network.positionEmbeddings(rows: 2, columns: 8).shape == [1, 17, 192])
    let features = try network(Tensor.normal([2, 3, 32, 128], seed: 1), mode: .evaluation)
    #expect(features.shape == [2, 192])
  }
}
