import Files
import TensorFiles
import Torch

/// Features in which every direction counts about as much as another: centred, along their principal axes, each divided by its
/// deviation.
///
/// A network that was trained for minutes has a few directions in which all images differ and which say little; in the cosine
/// of raw features they outweigh the rest. With variance v along an axis, and v̄ the mean variance, the axis is divided by
/// √(v + v̄/10), so that what is noise is not blown up.
public struct Whitening {
  /// What is taken away from features, `[D]`.
  public let mean: Tensor
  /// What they are multiplied by then, `[D, D]`.
  public let matrix: Tensor

  /// The share of the mean variance that is added to each.
  private static let regularization = 0.1

  /// How many features are whitened at once: 32 MB of them in double precision.
  private static let elementsPerBlock = 1 << 22

  /// From here on the decomposition takes too long.
  public static let largestDimension = 4096

  /// The whitening of features `[N, D]` by their own statistics, computed in double precision.
  ///
  /// - Parameters:
  ///   - features: The features, of any type.
  ///   - scale: What they are multiplied by first, so that bytes can be given where their share of 255 is meant.
  /// - Throws: ``FeatureError`` for fewer than two rows or too many dimensions; `TorchError` if libtorch fails.
  public init(fitting features: Tensor, scale: Double = 1) throws {
    let (count, dimension) = (features.size(0), features.size(1))
    guard count >= 2, dimension <= Self.largestDimension else {
      throw FeatureError(
        "\(count) × \(dimension) features cannot be whitened; at least 2 images and at most \(Self.largestDimension) dimensions can"
      )
    }
    // In blocks: a copy in double precision of the features of many images is gigabytes.
    let step = max(1, Self.elementsPerBlock / max(dimension, 1))
    func forEachBlock(_ body: (Tensor) throws -> Void) throws {
      for start in stride(from: 0, to: count, by: step) {
        let block = try features.detach().narrow(start: start, length: min(step, count - start)).to(.cpu).to(.float64)
        try body(scale == 1 ? block : block * scale)
      }
    }
    let sum = try Tensor.zeros([dimension], dtype: .float64)
    try forEachBlock { try sum.addInPlace($0.sum([0])) }
    let mean = try sum / Double(count)
    let covariance = try Tensor.zeros([dimension, dimension], dtype: .float64)
    try forEachBlock { block in
      let centred = try block - mean
      try covariance.addMatrixProductInPlace(centred.transpose(), centred, alpha: 1 / Double(count))
    }
    self.mean = mean
    let (variances, axes) = try covariance.symmetricEigen()
    let kept = try variances.clamp(minimum: 0)
    let added = try Self.regularization * kept.mean().item() + .leastNormalMagnitude
    matrix = try axes / (kept + added).sqrt().unsqueeze(0)
  }

  /// A whitening that takes away `mean` `[D]` and multiplies by `matrix` `[D, D]`.
  package init(mean: Tensor, matrix: Tensor) {
    self.mean = mean
    self.matrix = matrix
  }

  /// The whitened features `[N, D]` in single precision.
  public func callAsFunction(_ features: Tensor) throws -> Tensor {
    let device = try features.device
    let (mean, matrix) = (try mean.to(device), try matrix.to(device))
    let result = try Tensor.empty(features.shape, device: device)
    let step = max(1, Self.elementsPerBlock / max(features.size(1), 1))
    for start in stride(from: 0, to: features.size(0), by: step) {
      let length = min(step, features.size(0) - start)
      let block = try (features.narrow(start: start, length: length).to(.float64) - mean).matmul(matrix)
      try result.narrow(start: start, length: length).copy(from: block)
    }
    return result
  }

  /// Writes the file, with the step of the weights that it belongs to.
  package func write(to path: String, step: Int) throws {
    try Safetensors(tensors: ["mean": mean, "matrix": matrix], metadata: ["step": String(step)]).write(to: path)
  }

  /// The step of the weights that a file belongs to; nil if it cannot be read or does not tell.
  package static func step(of path: String) -> Int? {
    (try? Safetensors.metadata(contentsOf: path))?["step"].flatMap { Int($0) }
  }

  /// Reads a file for features of `dimension`.
  ///
  /// - Throws: `FileError` of kind `damaged` if it holds something else.
  package init(contentsOf path: String, dimension: Int) throws {
    let tensors = try Safetensors(contentsOf: path).tensors
    guard let mean = tensors["mean"], let matrix = tensors["matrix"], mean.shape == [dimension],
      matrix.shape == [dimension, dimension]
    else {
      throw FileError(.damaged, "\(path) is no whitening of \(dimension) features; repeat the command that trains")
    }
    self.init(mean: try mean.to(.float64), matrix: try matrix.to(.float64))
  }
}
