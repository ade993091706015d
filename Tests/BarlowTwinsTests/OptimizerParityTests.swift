import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins
@testable import NN

/// Twenty steps of every optimizer against PyTorch's, or for LARS against its definition, in double precision.
@Suite struct OptimizerParityTests {
  static let stepCount = 20

  static let shapes: [(name: String, shape: [Int])] = [
    ("convolution.weight", [4, 3, 3, 3]), ("linear.weight", [5, 7]), ("linear.bias", [5]), ("norm.weight", [6]),
    ("zero.weight", [3, 2]), ("still.weight", [2, 4]), ("still.bias", [4]),
  ]

  /// Parameters, gradients and rates of all steps; `zero.weight` starts at zero and `still.*` has no gradient but zeros.
  static func inputs() throws -> [String: ReferenceArray] {
    var inputs: [String: ReferenceArray] = [:]
    for (index, (name, shape)) in shapes.enumerated() {
      let parameter = try Tensor.normal(shape, seed: UInt64(index), dtype: .float64)
      if name == "zero.weight" { try parameter.fill(0) }
      let gradients = try Tensor.normal([stepCount] + shape, seed: UInt64(100 + index), dtype: .float64)
      if name.hasPrefix("still") { try gradients.fill(0) }
      inputs["p." + name] = try ReferenceArray(parameter)
      inputs["g." + name] = try ReferenceArray(gradients)
    }
    let rates = (0..<stepCount).flatMap { step -> [Double] in
      let weights: Double = 0.1 + 0.02 * Double(step)
      return [weights, weights / 10]
    }
    inputs["rates"] = ReferenceArray(shape: [stepCount, 2], values: rates)
    return inputs
  }

  private func optimizer(_ kind: String, _ groups: [ParameterGroup]) throws -> any Optimizer {
    switch kind {
    case "lars": LARS(groups, weightDecay: 0.01)
    case "lars without decay": LARS(groups, weightDecay: 0)
    case "sgd": SGD(groups, weightDecay: 0, nesterov: false)
    case "sgd with decay": SGD(groups, weightDecay: 0.05, nesterov: false)
    case "sgd without momentum": SGD(groups, weightDecay: 0.05, momentum: 0, nesterov: false)
    case "nesterov": SGD(groups, weightDecay: 0.05, momentum: 0.8, nesterov: true)
    case "adamw": AdamW(groups, weightDecay: 0)
    case "adamw with decay": AdamW(groups, weightDecay: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6)
    default: throw StateError("there is no optimizer \(kind)")
    }
  }

  @Test func twentyStepsFollowTheReference() throws {
    let inputs = try Self.inputs()
    let reference = try PythonReference.run("optimizers.py", inputs)
    let kinds = Set(reference.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(kinds.count == 8)
    for kind in kinds.sorted() {
      let parameters = try Self.shapes.map { name, _ in
        let parameter = try Tensor.from(try #require(inputs["p." + name]), dtype: .float64)
        try parameter.setRequiresGrad(true)
        return (name: name, tensor: parameter)
      }
      let optimizer = try optimizer(kind, ParameterGroup.split(parameters))
      let rates = try #require(inputs["rates"]).values
      for step in 0..<Self.stepCount {
        for (name, parameter) in parameters {
          let gradients = try Tensor.from(try #require(inputs["g." + name]), dtype: .float64)
          try parameter.setGradient(gradients.narrow(start: step, length: 1).reshape(parameter.shape).clone())
        }
        try optimizer.step(LearningRates(weights: rates[2 * step], biases: rates[2 * step + 1]))
        for (name, parameter) in parameters {
          let trace = try Tensor.from(try #require(reference["\(kind)/\(name)"]), dtype: .float64)
          let expected = try ReferenceArray(trace.narrow(start: step, length: 1).reshape(parameter.shape))
          #expect(try parameter.relativeError(to: expected) < 1e-12, "\(kind), \(name), step \(step)")
        }
      }
    }
  }

  @Test func parametersAreSplitByTheirDimensions() throws {
    let network = try ResNet(ResNetConfiguration(variant: .resnet10, width: 2), from: ParameterSource(seed: 0))
    let groups = ParameterGroup.split(network.namedParameters())
    #expect(groups.map(\.kind) == [.weights, .biases])
    #expect(groups[0].parameters.allSatisfy { $0.tensor.dimensionCount > 1 })
    #expect(groups[1].parameters.allSatisfy { $0.name.contains("bn") || $0.name.contains("downsample.1") })
    #expect(groups[0].parameters.count + groups[1].parameters.count == network.namedParameters().count)
  }
}
