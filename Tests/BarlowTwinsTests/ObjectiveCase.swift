import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Embeddings, predictions and numbers for every objective, with what PyTorch makes of them.
struct ObjectiveCase: Sendable, CustomTestStringConvertible {
  let features: LossCase.Features
  let images: Int
  let dimension: Int
  let viewCount: Int
  let temperature: Double

  let lambda = 0.03
  let mixWeight = 4.0
  let alpha = 0.3

  var testDescription: String { "\(features)-\(images)x\(dimension)-\(viewCount)views" }

  static let all = LossCase.Features.allCases.flatMap { features in
    [(40, 12, 2, 0.5), (12, 12, 3, 0.1), (9, 40, 4, 0.07), (3, 5, 2, 1.0)].map {
      ObjectiveCase(features: features, images: $0, dimension: $1, viewCount: $2, temperature: $3)
    }
  }

  /// PyTorch's answers to all cases, in one run.
  static let references = Result {
    var inputs: [String: ReferenceArray] = [:]
    for value in all {
      let name = value.testDescription
      for (index, view) in try value.views().enumerated() { inputs["\(name).view.\(index)"] = try ReferenceArray(view) }
      for (index, guess) in try value.predictions().enumerated() {
        inputs["\(name).prediction.\(index)"] = try ReferenceArray(guess)
      }
      inputs["\(name).mixed"] = try ReferenceArray(value.mixed())
      inputs["\(name).lambda"] = ReferenceArray(value.lambda)
      inputs["\(name).temperature"] = ReferenceArray(value.temperature)
      inputs["\(name).mixWeight"] = ReferenceArray(value.mixWeight)
      inputs["\(name).alpha"] = ReferenceArray(value.alpha)
      inputs["\(name).permutation"] = ReferenceArray(
        shape: [value.images], values: value.mixing.permutation.map(Double.init))
    }
    return try PythonReference.run("objectives.py", inputs)
  }

  /// One of PyTorch's answers to this case.
  func reference(_ name: String) throws -> ReferenceArray {
    try #require(Self.references.get()["\(testDescription).\(name)"])
  }

  /// One of PyTorch's answers to this case that is a number.
  func number(_ name: String) throws -> Double { try #require(reference(name).values.first) }

  var mixing: Mixing { Mixing(weight: alpha, permutation: (0..<images).map { ($0 * 7 + 2) % images }.reversed()) }

  /// The embeddings of all views, `[N, D]` of float32.
  func views() throws -> [Tensor] {
    let (a, b) = try LossCase(features: features, images: images, dimension: dimension, lambda: 0).embeddings()
    return try [a, b] + (2..<viewCount).map { try a.adding(noise($0), alpha: 0.4) }
  }

  /// Something like the embeddings, for each view.
  func predictions() throws -> [Tensor] {
    try views().enumerated().map { try $1.adding(noise(10 + $0), alpha: 0.7) }
  }

  /// Something like a mixture of the two first views.
  func mixed() throws -> Tensor {
    let views = try views()
    return try mixing.mix(views[0], views[1]).adding(noise(20), alpha: 0.3)
  }

  private func noise(_ stream: Int) throws -> Tensor {
    try Tensor.normal([images, dimension], seed: UInt64(900 + 31 * images + stream))
  }
}
