import TestSupport
import Testing
import Torch

@testable import NN

/// Vision transformers and ConvNeXts have timm's parameters, which start and are decayed as timm's.
@Suite struct BackboneShapeTests {
  private static let dinov2 = VisionTransformerConfiguration(
    variant: .small, patchSize: 14, positionSize: 518, layerScale: 1e-5, registers: 4, positions: .patches)
  static let cases = [
    BackboneCase(VisionTransformerConfiguration(variant: .tiny), side: 224),
    BackboneCase(VisionTransformerConfiguration(variant: .small, patchSize: 14, positionSize: 100), side: 224),
    BackboneCase(VisionTransformerConfiguration(variant: .base, inputChannels: 1), side: 224),
    BackboneCase(VisionTransformerConfiguration(variant: .large), side: 224),
    BackboneCase(dinov2, side: 518),
    BackboneCase(ConvNeXtConfiguration(variant: .tiny)), BackboneCase(ConvNeXtConfiguration(variant: .atto)),
    BackboneCase(ConvNeXtConfiguration(variant: .tiny, width: 24, inputChannels: 1)),
  ]

  @Test(arguments: cases) func stateAndDecayAreTimms(example: BackboneCase) throws {
    let reference = try PythonReference.run("backbone_shapes.py", example.description)
    let network = try example.configuration.make(from: ParameterSource(seed: 0))
    let own = network.namedState()
    let names = reference.keys.filter { $0.hasPrefix("shape.") }.map { String($0.dropFirst(6)) }
    #expect(Set(names).symmetricDifference(own.map(\.name)).sorted() == [])
    for (position, entry) in own.enumerated() {
      #expect(
        reference["shape." + entry.name]?.values == ([position] + entry.tensor.shape).map(Double.init), "\(entry.name)")
    }
    #expect(reference["parameters"]?.values == [Double(network.parameterCount)])
    let groups = ParameterGroup.split(network)
    #expect(groups.map(\.kind) == [.weights, .biases])
    #expect(groups[0].parameters.count + groups[1].parameters.count == own.count)
    for group in groups {
      for (name, _) in group.parameters {
        #expect(reference["decayed." + name]?.values == [group.kind == .weights ? 1 : 0], "\(name)")
      }
    }
    let features = try #require(own.last { $0.name.hasSuffix("norm.weight") })
    #expect(features.tensor.shape == [network.featureCount])
  }

  @Test func groupsOfAWholeTrainingKnowTheNamesOfParts() throws {
    let backbone = try VisionTransformerConfiguration(variant: .tiny, positionSize: 32).make(
      from: ParameterSource(seed: 0))
    let groups = ParameterGroup.split(Sequential([backbone, Sequential([backbone])]))
    for name in ["0.cls_token", "0.pos_embed", "1.0.cls_token", "1.0.pos_embed"] {
      #expect(groups[1].parameters.contains { $0.name == name })
    }
    #expect(groups[0].parameters.contains { $0.name == "1.0.patch_embed.proj.weight" })
  }

  // The standard error of the deviation of n draws is 1/√(2n) of it, that of their mean 1/√n; five of each, and as much for
  // timm's own draws, are allowed.
  @Test(arguments: [
    BackboneCase(VisionTransformerConfiguration(variant: .tiny), side: 224),
    BackboneCase(
      VisionTransformerConfiguration(
        variant: .tiny, patchSize: 14, positionSize: 98, layerScale: 1e-5, registers: 40, positions: .patches), side: 98
    ),
    BackboneCase(ConvNeXtConfiguration(variant: .tiny, width: 32)),
    BackboneCase(ConvNeXtConfiguration(variant: .atto, width: 32)),
  ]) func parametersStartAsTimms(example: BackboneCase) throws {
    let reference = try PythonReference.run("backbone_initialization.py", example.description)
    let network = try example.configuration.make(from: ParameterSource(seed: 4))
    for (name, tensor) in network.namedParameters() {
      let expected = try #require(reference[name]).values
      let values = try tensor.doubles()
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      let greatest = values.map { abs($0) }.max() ?? 0
      if expected[1] < 1e-12 {
        #expect(deviation < 1e-12 && abs(mean - expected[0]) < 1e-12, "\(name)")
        continue
      }
      #expect(abs(deviation / expected[1] - 1) < 10 / (2 * count).squareRoot(), "\(name)")
      #expect(abs(mean - expected[0]) < 10 * expected[1] / count.squareRoot(), "\(name)")
      // A uniform distribution ends at 1.7 deviations, a normal one goes on.
      #expect(abs(greatest / expected[2] - 1) < 0.4, "\(name)")
    }
  }
}
