import Testing
import Torch

@testable import NN

@Suite struct InitializationTests {
  private func network(_ variant: ResNetVariant, seed: UInt64 = 3) throws -> ResNet {
    try ResNet(ResNetConfiguration(variant: variant), from: ParameterSource(seed: seed))
  }

  private func standardDeviation(_ tensor: Tensor) throws -> Double {
    try withoutGradients { try (tensor - tensor.mean()).square().mean().sqrt().item() }
  }

  // The standard error of the deviation of n draws is 1/√(2n) of it, that of their mean 1/√n; five of each are allowed.
  @Test(arguments: [ResNetVariant.resnet18, .resnet50]) func convolutionsAreDrawnByFanOut(variant: ResNetVariant) throws
  {
    for (name, tensor) in try network(variant).namedParameters() where tensor.dimensionCount == 4 {
      let fanOut = Double(tensor.size(0) * tensor.size(2) * tensor.size(3))
      let expected = (2 / fanOut).squareRoot()
      let count = Double(tensor.elementCount)
      #expect(try abs(standardDeviation(tensor) / expected - 1) < 5 / (2 * count).squareRoot(), "\(name)")
      #expect(try abs(tensor.mean().item()) < 5 * expected / count.squareRoot(), "\(name)")
    }
  }

  @Test(arguments: [(ResNetVariant.resnet18, "bn2", 8), (.resnet50, "bn3", 16)])
  func theLastNormalizationOfEachBranchStartsAtZero(variant: ResNetVariant, last: String, blocks: Int) throws {
    let vectors = try network(variant).namedParameters().filter { $0.tensor.dimensionCount == 1 }
    var zeros = 0
    for (name, tensor) in vectors {
      let isLast = name.hasPrefix("layer") && name.hasSuffix(".\(last).weight")
      let expected = name.hasSuffix("bias") || isLast ? 0.0 : 1.0
      #expect(try tensor.doubles().allSatisfy { $0 == expected }, "\(name)")
      zeros += isLast ? 1 : 0
    }
    #expect(zeros == blocks)
  }

  @Test func runningStatisticsStartAtTheStandardNormal() throws {
    for (name, tensor) in try network(.resnet18).namedState() where name.contains("running") {
      #expect(try tensor.doubles().allSatisfy { $0 == (name.hasSuffix("var") ? 1 : 0) }, "\(name)")
    }
  }

  @Test func linearLayersAreUniformInPyTorchsBound() throws {
    let layer = try Linear(400, 300, from: ParameterSource(seed: 9))
    let bound = 1 / 400.0.squareRoot()
    for tensor in [layer.weight, try #require(layer.bias)] {
      let values = try tensor.doubles()
      #expect(values.allSatisfy { abs($0) <= bound })
      #expect((values.max() ?? 0) > 0.97 * bound)
      #expect((values.min() ?? 0) < -0.97 * bound)
    }
    #expect(try abs(standardDeviation(layer.weight) / (bound / 3.0.squareRoot()) - 1) < 0.01)
    #expect(try Linear(4, 2, bias: false, from: ParameterSource(seed: 9)).bias == nil)
  }

  @Test func networksDependOnTheSeedAlone() throws {
    func weights(_ seed: UInt64) throws -> [[Float]] {
      let configuration = ResNetConfiguration(variant: .resnet10, width: 4)
      return try ResNet(configuration, from: ParameterSource(seed: seed)).namedState().map { try $0.tensor.floats() }
    }
    #expect(try weights(7) == weights(7))
    #expect(try weights(7) != weights(8))
  }
}
