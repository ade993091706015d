import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Embeddings of one kind, shape and weight λ, with what PyTorch makes of them.
struct LossCase: Sendable, CustomTestStringConvertible {
  /// What the features have that makes the loss hard.
  enum Features: String, CaseIterable, Sendable {
    /// Independent, with views that agree in part.
    case random
    /// Spread 1e-3 around 10, where the ε of batch normalization outweighs the variance; the last feature is constant.
    case nearlyConstant
    /// Half of them repeat the other half, and the views are the same up to a hundredth.
    case duplicated
    /// The second view, and half of the features, are the others' negatives up to a tenth.
    case antiCorrelated
  }

  let features: Features
  let images: Int
  let dimension: Int
  let lambda: Double

  var testDescription: String { "\(features)-\(images)x\(dimension)-\(lambda)" }

  static let all = Features.allCases.flatMap { features in
    [(64, 24), (24, 24), (12, 96), (3, 5)].flatMap { images, dimension in
      [0.0051, 0, 0.3].map { LossCase(features: features, images: images, dimension: dimension, lambda: $0) }
    }
  }

  /// PyTorch's answers to all cases, in one run.
  static let references = Result {
    var inputs: [String: ReferenceArray] = [:]
    for value in all {
      let (a, b) = try value.embeddings()
      inputs["\(value.testDescription).a"] = try ReferenceArray(a)
      inputs["\(value.testDescription).b"] = try ReferenceArray(b)
      inputs["\(value.testDescription).lambda"] = ReferenceArray(value.lambda)
    }
    return try PythonReference.run("barlow_twins_loss.py", inputs)
  }

  /// One of PyTorch's answers to this case.
  func reference(_ name: String) throws -> ReferenceArray {
    try #require(Self.references.get()["\(testDescription).\(name)"])
  }

  /// One of PyTorch's answers to this case that is a number.
  func number(_ name: String) throws -> Double { try #require(reference(name).values.first) }

  /// The embeddings of both views, `[N, D]` of float32.
  func embeddings() throws -> (a: Tensor, b: Tensor) {
    let seed = UInt64(images * 1000 + dimension)
    let common = try Tensor.normal([images, dimension], seed: seed)
    let noiseA = try Tensor.normal([images, dimension], seed: seed + 1)
    let noiseB = try Tensor.normal([images, dimension], seed: seed + 2)
    switch features {
    case .random:
      return (try common.adding(noiseA, alpha: 0.5) * 2, try common.adding(noiseB, alpha: 0.5) + 1)
    case .nearlyConstant:
      let a = try common.adding(noiseA, alpha: 0.3) * 1e-3 + 10
      let b = try common.adding(noiseB, alpha: 0.3) * 1e-3 + 10
      try a.narrow(1, start: dimension - 1, length: 1).fill(10)
      try b.narrow(1, start: dimension - 1, length: 1).fill(10)
      return (a, b)
    case .duplicated:
      try repeatHalf(of: common, sign: 1)
      return (try common.adding(noiseA, alpha: 0.01), try common.adding(noiseB, alpha: 0.01))
    case .antiCorrelated:
      try repeatHalf(of: common, sign: -1)
      return (try common.adding(noiseA, alpha: 0.1), try (-common).adding(noiseB, alpha: 0.1))
    }
  }

  private func repeatHalf(of common: Tensor, sign: Double) throws {
    let half = dimension / 2
    let first = try common.narrow(1, start: 0, length: half) * sign
    try common.narrow(1, start: half, length: half).copy(from: first)
  }
}
