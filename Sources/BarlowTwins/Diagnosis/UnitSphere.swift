import Foundation
import Torch

/// Alignment and uniformity of embeddings on the unit sphere (Wang and Isola, arXiv 2005.10242).
///
/// Each embedding is divided by its length; one of zeros stays where it is.
public enum UnitSphere {
  /// The temperature t of uniformity, as published.
  public static let temperature = 2.0
  /// Pairs are looked at among so many rows; of more, among as many that are evenly spaced.
  public static let mostRows = 8192

  /// The mean squared distance E‖u − v‖² of the two views `[N, D]` of an image; 0 when they agree.
  public static func alignment(_ embeddingsA: Tensor, _ embeddingsB: Tensor) throws -> Double {
    try withoutGradients {
      try (directions(embeddingsA) - directions(embeddingsB)).square().sum([1]).mean().item()
    }
  }

  /// How much the directions of the rows of `[N, D]` differ, √(1 − ‖E u‖²): 0 when all are the same, 1 when they cancel.
  static func spread(_ embeddings: Tensor) throws -> Double {
    let mean = try directions(embeddings).mean([0])
    return try max(1 - mean.square().sum().item(), 0).squareRoot()
  }

  /// How much closer the two views `[N, D]` of an image are than views of different images: 0 as close, 1 the same.
  ///
  /// It is 1 − E‖u_n − v_n‖² / E‖u_n − v_m‖² with n ≠ m, which neither an offset nor features that hardly vary change
  /// much; 0 if all images are in the same place.
  static func agreement(_ embeddingsA: Tensor, _ embeddingsB: Tensor) throws -> Double {
    let (a, b) = (try directions(embeddingsA), try directions(embeddingsB))
    let images = Double(a.size(0))
    let together = try (a - b).square().sum().item()
    let all =
      try images * (a.square().sum().item() + b.square().sum().item()) - 2 * a.sum([0]).inner(b.sum([0])).item()
    let apart = (all - together) / (images - 1)
    return apart > 1e-12 * images ? max(1 - together / apart, 0) : 0
  }

  /// The logarithm of the mean of exp(−t‖u − v‖²) over pairs of different rows of `[N, D]`, N ≥ 2, with t = 2.
  public static func uniformity(_ embeddings: Tensor) throws -> Double {
    try uniformity(embeddings, mostRows: mostRows)
  }

  static func uniformity(_ embeddings: Tensor, mostRows: Int) throws -> Double {
    try withoutGradients {
      let all = try directions(evenlySpaced(embeddings, mostRows))
      let (images, squares) = (all.size(0), try all.square().sum([1]))
      let step = 1024
      var sum = 0.0
      for start in stride(from: 0, to: images, by: step) {
        let length = min(step, images - start)
        let block = try all.narrow(start: start, length: length)
        let products = try block.matmul(all.transpose()) * -2.0
        try products.addInPlace(squares)
        try products.addInPlace(squares.narrow(start: start, length: length).unsqueeze(1))
        let potential = try (products.clamp(minimum: 0) * -temperature).exp()
        // A row and itself are no pair.
        try potential.narrow(1, start: start, length: length).diagonal().fill(0)
        sum += try potential.sum().item()
      }
      return min(log(sum / (Double(images) * Double(images - 1))), 0)
    }
  }

  /// The rows divided by their lengths, in double precision.
  private static func directions(_ embeddings: Tensor) throws -> Tensor {
    let exact = try embeddings.to(.float64)
    // By the largest element first, whose square can neither overflow nor vanish.
    let largest = try exact.abs().maximum(1, keep: true).clamp(minimum: 1e-300)
    let scaled = try exact / largest
    return try scaled / scaled.norm([1], keep: true).clamp(minimum: 1e-300)
  }

  private static func evenlySpaced(_ embeddings: Tensor, _ mostRows: Int) throws -> Tensor {
    let images = embeddings.size(0)
    guard images > mostRows else { return embeddings }
    let rows = (0..<mostRows).map { $0 * images / mostRows }
    return try embeddings.indexSelect(0, Tensor.from(rows, shape: [mostRows]).to(embeddings.device))
  }
}
