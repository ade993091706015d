import NN
import Randomness
import Torch

/// How the images of a batch are mixed: x_m = α·x_A + (1 − α)·x_B[π].
public struct Mixing: Equatable, Sendable {
  /// The weight α of view A's image.
  public let weight: Double
  /// The row of view B that is mixed into each row, π.
  public let permutation: [Int]

  /// - Parameters:
  ///   - weight: The weight of view A's image, 0 to 1.
  ///   - permutation: Each row of the batch once.
  public init(weight: Double, permutation: [Int]) {
    precondition((0...1).contains(weight), "α is a share")
    precondition(permutation.sorted() == Array(0..<permutation.count), "π is a permutation")
    self.weight = weight
    self.permutation = permutation
  }

  /// The mixing of one step: α from the uniform distribution, π from all permutations, as functions of seed and step.
  public init(seed: UInt64, step: Int, images: Int) {
    var generator = SplitMix64(seed: seed, step: UInt64(step))
    let weight = generator.uniform()
    self.init(weight: weight, permutation: generator.permutation(images))
  }

  /// The mixture of two batches of images or embeddings, row by row.
  public func mix(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    try mix(a, rows: 0..<permutation.count, b)
  }

  /// The same for some rows, of which `a` has the images of view A, while `b` has those of view B of all rows.
  func mix(_ a: Tensor, rows: Range<Int>, _ b: Tensor) throws -> Tensor {
    let sources = try Tensor.from(Array(permutation[rows]), shape: [rows.count]).to(a.device)
    return try (a * weight).adding(b.indexSelect(0, sources), alpha: 1 - weight)
  }

  /// Turns a gradient with respect to x_B[π] into that with respect to x_B.
  func unpermuted(_ gradient: Tensor) throws -> Tensor {
    var inverse = permutation
    for (row, source) in permutation.enumerated() { inverse[source] = row }
    return try gradient.indexSelect(0, Tensor.from(inverse, shape: [inverse.count]).to(gradient.device))
  }
}
