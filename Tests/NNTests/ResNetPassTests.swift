import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import NN

@Suite(.serialized) struct ResNetPassTests {
  /// A network none of whose parts is without effect: normalizations neither start at 0 nor keep standard statistics.
  private func lively(_ variant: ResNetVariant, grid: Int, _ dtype: DType = .float32) throws -> ResNet {
    let source = ParameterSource(seed: 1, dtype: dtype)
    let network = try ResNet(ResNetConfiguration(variant: variant, grid: grid), from: source)
    try withoutGradients {
      for (index, entry) in network.namedState().enumerated() {
        let (shape, seed) = (entry.tensor.shape, UInt64(index))
        switch entry.name.split(separator: ".").last {
        case "weight" where entry.tensor.dimensionCount == 1:
          try entry.tensor.copy(from: Tensor.uniform(shape, low: 0.5, high: 1.5, seed: seed))
        case "bias", "running_mean": try entry.tensor.copy(from: Tensor.normal(shape, std: 0.2, seed: seed))
        case "running_var": try entry.tensor.copy(from: Tensor.uniform(shape, low: 0.5, high: 2, seed: seed))
        default: break
        }
      }
    }
    return network
  }

  // The last stage has 2×2 places, and with 96 pixels 3×3, over which the cells of a grid overlap.
  @Test(arguments: [
    (ResNetVariant.resnet18, 1, 64), (.resnet50, 1, 64), (.resnet18, 2, 96), (.wideResNet50, 1, 64),
    (.resNeXt50, 1, 64),
  ])
  func passesAgreeWithTorchvision(variant: ResNetVariant, grid: Int, side: Int) throws {
    let network = try lively(variant, grid: grid)
    let images = try Tensor.normal([4, 3, side, side], seed: 100)
    let weights = try Tensor.normal([4, network.featureCount], seed: 101)
    var inputs = [
      "variant.\(variant.rawValue)": ReferenceArray(1), "grid": ReferenceArray(Double(grid)),
      "images": try ReferenceArray(images),
      "weights": try ReferenceArray(weights),
    ]
    for (name, tensor) in network.namedState() { inputs["state." + name] = try ReferenceArray(tensor) }
    let reference = try PythonReference.run("resnet_passes.py", inputs)

    let evaluation = try withoutGradients { try network(images.contiguous(.channelsLast), mode: .evaluation) }
    #expect(try evaluation.relativeError(to: #require(reference["evaluation"])) < 1e-5)

    let single = try network(images.contiguous(.channelsLast), mode: .training)
    #expect(try single.relativeError(to: #require(reference["training"])) < 1e-4)

    // In single precision rectifiers of values near 0 differ between any two orders of summation, and gradients with them.
    let double = try lively(variant, grid: grid, .float64)
    let features = try double(images.to(.float64).contiguous(.channelsLast), mode: .training)
    #expect(try features.relativeError(to: #require(reference["training"])) < 1e-10)
    try Tensor.backward([features], gradients: [weights.to(.float64)])
    for (name, parameter) in double.namedParameters() {
      let gradient = try #require(try parameter.gradient())
      #expect(try gradient.relativeError(to: #require(reference["gradient." + name])) < 1e-9, "\(name)")
    }
    let parameters = Set(double.namedParameters().map(\.name))
    for (name, buffer) in double.namedState() where !parameters.contains(name) {
      #expect(try buffer.relativeError(to: #require(reference["buffer." + name])) < 1e-10, "\(name)")
    }
    #expect(try double.stateDictionary()["bn1.num_batches_tracked"]?.integers() == [1])
  }
}
