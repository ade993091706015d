import Foundation
import Torch

/// The contrastive loss NT-Xent: each of 2N embeddings has to tell its other view from all other embeddings.
///
/// With unit vectors ẑ, the mean over both directions of −log(exp(ẑ_i·ẑ_j/τ) / Σ_{k≠i} exp(ẑ_i·ẑ_k/τ)), where j is the
/// other view of i and k runs over it and 2N − 2 negatives (SimCLR: Chen et al., arXiv 2002.05709, equation 1).
public struct ContrastiveObjective: PairwiseObjective {
  /// The temperature τ by which similarities are divided.
  public var temperature: Double

  /// The temperature that SimCLR uses for images of CIFAR-10's size (appendix B.9).
  public static let smallImageTemperature = 0.5
  /// The temperature that SimCLR uses for ImageNet (table 5).
  public static let largeImageTemperature = 0.1

  /// An objective with a temperature above 0.
  public init(temperature: Double = smallImageTemperature) {
    precondition(temperature > 0, "a temperature is positive")
    self.temperature = temperature
  }

  public static let name = "contrastive"
  public static let parameters = [
    ObjectiveParameter.bySize(
      "temperature", in: 0.001...1000, meaning: "the temperature of similarities", large: largeImageTemperature,
      small: smallImageTemperature)
  ]

  /// The value where images lie as far apart as they can, at the corners of a simplex; nil where D has no room for it.
  ///
  /// Their similarity is then −1/(N − 1), and since log Σ exp is convex no other arrangement has a smaller loss.
  public func floor(images: Int, dimension: Int) -> Double? {
    guard images > 1, images <= dimension + 1 else { return nil }
    let gap = Double(images) / Double(images - 1) / temperature
    return log1p(Double(2 * images - 2) * exp(-gap))
  }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let images = embeddingsA.size(0)
      // In double precision, since similarities near 1 differ in their last digits only, and they are few beside the network.
      let (unitA, unitB) = (try UnitVectors(embeddingsA.to(.float64)), try UnitVectors(embeddingsB.to(.float64)))
      let all = try Tensor.cat([unitA.values, unitB.values])
      let logits = try all.matmul(all.transpose()) * (1 / temperature)
      try logits.diagonal().fill(-.infinity)
      let other = try Tensor.from(Array(images..<(2 * images)) + Array(0..<images), shape: [2 * images, 1])
        .to(embeddingsA.device)
      let loss = try (logits.logSumExp(1, keep: true) - logits.gather(1, other)).mean().item()

      var gradients: [Tensor]?
      if wantsGradients {
        let ones = try Tensor.ones([2 * images, 1], dtype: .float64, device: embeddingsA.device)
        let excess = try logits.softmax(1).scatterAdd(1, other, -ones)
        // An embedding stands in its own row, and in every other one as a column.
        let pull = try (excess + excess.transpose()) * (1 / (2 * Double(images) * temperature))
        let gradient = try pull.matmul(all)
        gradients = [
          try unitA.backward(gradient.narrow(start: 0, length: images)).to(embeddingsA.dtype),
          try unitB.backward(gradient.narrow(start: images, length: images)).to(embeddingsB.dtype),
        ]
      }
      return ObjectiveValue(
        loss: loss, floor: floor(images: images, dimension: embeddingsA.size(1)),
        terms: try CrossCorrelation(embeddingsA, embeddingsB).terms, gradients: gradients)
    }
  }
}
