import Foundation
import TensorFiles
import Testing
import Torch

@testable import BarlowTwins
@testable import NN

@Suite struct OptimizerStateTests {
  enum Kind: String, CaseIterable { case lars, sgd, nesterov, adamw }

  private let shapes: [(String, [Int])] = [
    ("conv.weight", [4, 3, 3, 3]), ("conv.bias", [4]), ("frozen.weight", [2, 2]),
  ]

  private func parameters() throws -> [(name: String, tensor: Tensor)] {
    try shapes.enumerated().map { index, entry in
      let drawn = try Tensor.normal(entry.1, seed: UInt64(index))
      let parameter = try entry.1.count == 4 ? drawn.contiguous(.channelsLast) : drawn
      try parameter.setRequiresGrad(true)
      return (entry.0, parameter)
    }
  }

  private func optimizer(_ kind: Kind, _ parameters: [(name: String, tensor: Tensor)]) -> any Optimizer {
    let groups = ParameterGroup.split(parameters)
    return switch kind {
    case .lars: LARS(groups, weightDecay: 0.01)
    case .sgd: SGD(groups, weightDecay: 0.01, nesterov: false)
    case .nesterov: SGD(groups, weightDecay: 0.01, nesterov: true)
    case .adamw: AdamW(groups, weightDecay: 0.01)
    }
  }

  /// Steps whose gradients depend on the step alone; the frozen parameter has none.
  private func run(_ optimizer: any Optimizer, _ steps: Range<Int>) throws {
    for step in steps {
      let trained = optimizer.groups.flatMap(\.parameters).filter { $0.name != "frozen.weight" }
      for (index, (_, parameter)) in trained.enumerated() {
        try parameter.setGradient(Tensor.normal(parameter.shape, seed: UInt64(1000 * step + index)))
      }
      try optimizer.step(LearningRates(weights: 0.1, biases: 0.01))
    }
  }

  private func bits(_ parameters: [(name: String, tensor: Tensor)]) throws -> [[UInt32]] {
    try parameters.map { try $0.tensor.floats().map(\.bitPattern) }
  }

  /// What is left of tensors after a file.
  private func throughFile(_ tensors: [String: Tensor]) throws -> [String: Tensor] {
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Safetensors(tensors: tensors).write(to: path)
    return try Safetensors(contentsOf: path).tensors
  }

  @Test(arguments: Kind.allCases) func resumedTrainingIsTheSameBitForBit(kind: Kind) throws {
    let whole = try parameters()
    let uninterrupted = optimizer(kind, whole)
    try run(uninterrupted, 0..<20)

    let first = try parameters()
    let stopped = optimizer(kind, first)
    try run(stopped, 0..<10)
    let state = try throughFile(stopped.state)
    let weights = try throughFile(Dictionary(uniqueKeysWithValues: first.map { ($0.name, $0.tensor) }))

    let second = try parameters()
    try withoutGradients {
      for (name, tensor) in second { try tensor.copy(from: #require(weights[name])) }
    }
    let resumed = optimizer(kind, second)
    try resumed.load(state)
    try run(resumed, 10..<20)
    #expect(try bits(second) == bits(whole))
    #expect(try bits(second) != bits(first))
  }

  @Test(arguments: Kind.allCases) func parametersWithoutGradientStay(kind: Kind) throws {
    let parameters = try parameters()
    let before = try bits(parameters)
    let optimizer = optimizer(kind, parameters)
    try run(optimizer, 0..<2)
    let after = try bits(parameters)
    #expect(after[2] == before[2])
    #expect(after[0] != before[0])
    #expect(after[1] != before[1])
    #expect(try !optimizer.state.keys.contains { $0.hasSuffix("frozen.weight") })
  }

  @Test(arguments: Kind.allCases) func unfitStateIsRefusedAndChangesNothing(kind: Kind) throws {
    let (whole, tried) = (try parameters(), try parameters())
    let (undisturbed, disturbed) = (optimizer(kind, whole), optimizer(kind, tried))
    try run(undisturbed, 0..<3)
    try run(disturbed, 0..<3)
    let state = try disturbed.state
    let slot = try #require(state.keys.filter { $0.hasSuffix("conv.weight") }.max())

    var misshapen = state
    misshapen[slot] = try Tensor.ones([4, 3])
    let error = try #require(throws: StateError.self) { try disturbed.load(misshapen) }
    #expect(error.description.contains("conv.weight"))
    #expect(error.description.contains("[4, 3]"))

    var unknown = state
    unknown["momentum.fc.weight"] = try Tensor.ones([1])
    #expect(throws: StateError.self) { try disturbed.load(unknown) }

    let other = optimizer(kind == .adamw ? .lars : .adamw, try parameters())
    try run(other, 0..<1)
    #expect(throws: StateError.self) { try disturbed.load(other.state) }

    try run(undisturbed, 3..<6)
    try run(disturbed, 3..<6)
    #expect(try bits(tried) == bits(whole))
  }

  @Test func momentsComeInPairs() throws {
    let optimizer = optimizer(.adamw, try parameters())
    try run(optimizer, 0..<1)
    var state = try optimizer.state
    state["second.conv.weight"] = nil
    #expect(throws: StateError.self) { try optimizer.load(state) }
    state = try optimizer.state
    state["step"] = nil
    #expect(throws: StateError.self) { try optimizer.load(state) }
  }
}
