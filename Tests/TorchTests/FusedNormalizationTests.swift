import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Batch normalization, the sum with a residual and the rectifier as one operation, against PyTorch's three.
@Suite struct FusedNormalizationTests {
  /// A shape that is there for a reason, and what is done with it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: [Int]
    var adds = false
    var rectifies = false
    var training = true
    /// The mean of the input, whose standard deviation is 1.
    var offset = 0.5

    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "whole vectors", shape: [3, 64, 5, 4]),
    Case(name: "rectified", shape: [3, 64, 5, 4], rectifies: true),
    Case(name: "added", shape: [3, 64, 5, 4], adds: true),
    Case(name: "added and rectified", shape: [3, 64, 5, 4], adds: true, rectifies: true),
    Case(name: "rows are joined", shape: [4, 24, 8, 8], adds: true, rectifies: true),
    Case(name: "half as many rows are joined", shape: [2, 24, 3, 3], rectifies: true),
    Case(name: "one channel", shape: [16, 1, 4, 4], rectifies: true),
    Case(name: "part of a vector", shape: [5, 7, 3, 3], adds: true, rectifies: true),
    Case(name: "vectors and a part of one", shape: [3, 83, 3, 1], rectifies: true),
    Case(name: "a matrix of several blocks", shape: [9, 1100], rectifies: true),
    Case(name: "several slabs", shape: [6, 32, 72, 72], adds: true, rectifies: true),
    Case(name: "a last slab that is not full", shape: [7, 96, 20, 20], rectifies: true),
    Case(name: "one place", shape: [6, 20, 1, 1], rectifies: true),
    Case(name: "two values", shape: [2, 40], adds: true, rectifies: true),
    Case(name: "far from zero", shape: [8, 48, 16, 16], rectifies: true, offset: 100),
    Case(name: "in use", shape: [3, 40, 5, 4], training: false),
    Case(name: "in use, added and rectified", shape: [3, 40, 5, 4], adds: true, rectifies: true, training: false),
  ]

  /// What goes in, in double precision.
  private func inputs(_ example: Case) throws -> [String: Tensor] {
    let features = [example.shape[1]]
    var tensors = [
      "input": try Tensor.normal(example.shape, mean: example.offset, seed: 1, dtype: .float64),
      "weight": try Tensor.uniform(features, low: -1, high: 2, seed: 2, dtype: .float64),
      "bias": try Tensor.normal(features, seed: 3, dtype: .float64),
      "mean": try Tensor.normal(features, mean: example.offset, seed: 4, dtype: .float64),
      "variance": try Tensor.uniform(features, low: 0.5, high: 2, seed: 5, dtype: .float64),
      "down": try Tensor.normal(example.shape, seed: 6, dtype: .float64),
    ]
    if example.adds { tensors["residual"] = try Tensor.normal(example.shape, seed: 7, dtype: .float64) }
    // Numbers that all types hold.
    return try tensors.mapValues { try $0.to(.bfloat16).to(.float64) }
  }

  /// Outputs and gradients, with images channels last or not.
  private func results(
    _ example: Case, _ inputs: [String: Tensor], _ dtype: DType, format: MemoryFormat = .channelsLast
  ) throws -> [String: Tensor] {
    func own(_ name: String, _ dtype: DType) throws -> Tensor? {
      guard let tensor = try inputs[name]?.to(dtype) else { return nil }
      let copy = try tensor.shape.count == 4 ? tensor.contiguous(format) : tensor.clone()
      return try copy.detach().clone()
    }
    let exact: DType = dtype == .float64 ? .float64 : .float32
    var leaves: [String: Tensor] = [:]
    for name in ["input", "residual"] { leaves[name] = try own(name, dtype) }
    for name in ["weight", "bias"] { leaves[name] = try own(name, exact) }
    for leaf in leaves.values { try leaf.setRequiresGrad(true) }
    let (mean, variance) = (try own("mean", exact), try own("variance", exact))
    let output = try #require(leaves["input"]).batchNorm(
      weight: leaves["weight"], bias: leaves["bias"], runningMean: mean, runningVariance: variance,
      addedTo: leaves["residual"], rectifies: example.rectifies, training: example.training, momentum: 0.1,
      epsilon: 1e-5)
    try Tensor.backward([output], gradients: [#require(try inputs["down"]?.to(dtype))])
    var results = ["output": try output.detach()]
    results["mean"] = mean
    results["variance"] = variance
    for (name, leaf) in leaves { results["gradient " + name] = try leaf.gradient() }
    return results
  }

  private func reference(_ examples: [Case]) throws -> [String: ReferenceArray] {
    var all: [String: ReferenceArray] = [:]
    for (index, example) in examples.enumerated() {
      for (name, tensor) in try inputs(example) { all["\(index).\(name)"] = try ReferenceArray(tensor) }
      all["\(index).training"] = ReferenceArray(example.training ? 1 : 0)
      all["\(index).rectifies"] = ReferenceArray(example.rectifies ? 1 : 0)
    }
    return try PythonReference.run("fused_normalization.py", all)
  }

  @Test func passesAgreeWithPyTorch() throws {
    let reference = try reference(Self.cases)
    for (index, example) in Self.cases.enumerated() {
      let inputs = try inputs(example)
      let (double, single) = (try results(example, inputs, .float64), try results(example, inputs, .float32))
      let half = try results(example, inputs, .bfloat16)
      #expect(double.count == (example.adds ? 7 : 6))
      for (name, value) in double {
        let exact = try #require(reference["\(index).exact.\(name)"])
        let peer = try #require(reference["\(index).single.\(name)"]).relativeError(to: exact)
        let error = try #require(single[name]).relativeError(to: exact)
        let context: Comment = "\(name) of \(example.name): \(error), PyTorch \(peer)"
        // Sums of rows that cancel, over two values, are exactly zero.
        #expect(try value.relativeError(to: exact) < 1e-11, context)
        // Nothing is smaller than the rounding of the result.
        #expect(error <= max(2 * peer, 2e-7), context)
        let rounding = ["output", "gradient input", "gradient residual"].contains(name) ? 0.004 : 1e-5
        #expect(try #require(half[name]).relativeError(to: exact) < rounding, context)
      }
    }
  }

  /// libtorch's operations one by one serve images that do not lie channels last.
  @Test func theOrderInMemoryDoesNotMatter() throws {
    for example in Self.cases where example.shape.count == 4 {
      let inputs = try inputs(example)
      let separate = try results(example, inputs, .float64, format: .contiguous)
      for (name, value) in try results(example, inputs, .float64) {
        #expect(
          try value.relativeError(to: ReferenceArray(#require(separate[name]))) < 1e-11, "\(name) of \(example.name)")
      }
    }
  }

  /// Sums do not depend on how many threads share them.
  @Test func bitsDoNotDependOnThreads() throws {
    for example in Self.cases where example.shape.reduce(1, *) > 100_000 {
      for type in [DType.bfloat16, .float32] {
        let inputs = try inputs(example)
        let alone = try Runtime.withThreadCount(1) { try results(example, inputs, type) }
        for threads in [2, 3] {
          let shared = try Runtime.withThreadCount(threads) { try results(example, inputs, type) }
          for (name, value) in shared {
            #expect(try value.doubles() == #require(alone[name]).doubles(), "\(name) of \(example.name)")
          }
        }
      }
    }
  }

  /// A few values far off do not make the variance of the others wrong, wherever they are.
  @Test(arguments: [0, 63, 64, 700]) func outliersDoNotSpoilTheStatistics(place: Int) throws {
    var values = (0..<1024).map { Double($0 % 7) / 64 }
    values[place] = 4096
    let input = try Tensor.from(values, shape: [1024, 1]).to(.float32)
    let (mean, variance) = (try Tensor.zeros([1]), try Tensor.zeros([1]))
    _ = try input.batchNorm(
      weight: Tensor.ones([1]), bias: Tensor.zeros([1]), runningMean: mean, runningVariance: variance, training: true,
      momentum: 1, epsilon: 1e-5)
    let exact = values.reduce(0, +) / 1024
    let squares = values.map { ($0 - exact) * ($0 - exact) }.reduce(0, +)
    #expect(try abs(mean.item() / exact - 1) < 1e-6)
    #expect(try abs(variance.item() / (squares / 1023) - 1) < 1e-6)
  }

  @Test func whatIsNoNumberStaysVisible() throws {
    let input = try Tensor.normal([8, 16, 4, 4], seed: 1).contiguous(.channelsLast)
    try input.narrow(0, start: 2, length: 1).narrow(1, start: 3, length: 1).fill(.nan)
    for type in [DType.float32, .bfloat16] {
      let output = try input.to(type).batchNorm(
        weight: Tensor.ones([16]), bias: Tensor.zeros([16]), runningMean: nil, runningVariance: nil, rectifies: true,
        training: true, momentum: 0.1, epsilon: 1e-5)
      let broken = try output.permute([1, 0, 2, 3]).flatten(1).sum([1]).floats().map(\.isNaN)
      #expect(broken == (0..<16).map { $0 == 3 })
    }
  }

  /// Products in bfloat16 hand over bfloat16, while weights and statistics stay in single precision.
  @Test func autocastKeepsTheTypeOfTheInput() throws {
    let input = try Tensor.normal([4, 32], seed: 1)
    let output = try withAutocast(.bfloat16, on: .cpu) {
      try input.linear(weight: Tensor.normal([16, 32], seed: 2), bias: nil).batchNorm(
        weight: Tensor.ones([16]), bias: Tensor.zeros([16]), runningMean: nil, runningVariance: nil, rectifies: true,
        training: true, momentum: 0.1, epsilon: 1e-5)
    }
    #expect(try output.dtype == .bfloat16)
  }

  @Test func shapesThatDoNotFitAreErrors() throws {
    let input = try Tensor.normal([4, 16], seed: 1)
    #expect(throws: TorchError.self) {
      try input.batchNorm(
        weight: Tensor.ones([15]), bias: Tensor.zeros([16]), runningMean: nil, runningVariance: nil, training: true,
        momentum: 0.1, epsilon: 1e-5)
    }
    #expect(throws: TorchError.self) {
      try input.batchNorm(
        weight: Tensor.ones([16]), bias: Tensor.zeros([16]), runningMean: nil, runningVariance: nil,
        addedTo: Tensor.zeros([4, 15]), training: true, momentum: 0.1, epsilon: 1e-5)
    }
  }
}
