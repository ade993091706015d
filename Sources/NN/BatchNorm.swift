import Torch

/// Batch normalization over all dimensions but the second, with scale and shift (arXiv 1502.03167).
///
/// Serves `[N, C]` and `[N, C, H, W]` alike. Running statistics move by a tenth per training batch.
public final class BatchNorm: Module {
  public let weight: Tensor
  public let bias: Tensor
  public let runningMean: Tensor
  public let runningVariance: Tensor
  let batchesTracked: Tensor

  static let momentum = 0.1
  package static let epsilon = 1e-5

  /// Normalizes `features` features; `initialScale` 0 makes a residual block start as the identity.
  public init(_ features: Int, initialScale: Double = 1, from source: ParameterSource) throws {
    weight = try source.constant([features], initialScale)
    bias = try source.constant([features], 0)
    runningMean = try source.buffer([features], 0)
    runningVariance = try source.buffer([features], 1)
    batchesTracked = try source.buffer([], 0, dtype: .int64)
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }
  public var buffers: [(name: String, tensor: Tensor)] {
    [("running_mean", runningMean), ("running_var", runningVariance), ("num_batches_tracked", batchesTracked)]
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try self(input, addedTo: nil, rectifies: false, mode: mode)
  }

  /// Normalizes, and does what follows in the same pass over memory: max(0, normalized + residual).
  ///
  /// - Parameters:
  ///   - input: `[N, C]` or `[N, C, H, W]`.
  ///   - residual: What is added, of the same shape; nil for nothing.
  ///   - rectifies: Whether negative elements become 0 then.
  ///   - mode: Which statistics normalize, and what becomes of the batch's.
  /// - Returns: A tensor of the input's shape.
  /// - Throws: `TorchError` if shapes do not fit, what the mode's group throws.
  public func callAsFunction(
    _ input: Tensor, addedTo residual: Tensor?, rectifies: Bool, mode: ForwardMode
  ) throws -> Tensor {
    if mode.statistics == .batch, let group = mode.group {
      let (output, mean, variance) = try normalized(input, over: group)
      if let delayed = mode.delayed {
        delayed.keep(self, mean: mean, variance: variance, positions: Self.positions(input))
      } else if mode.updatesRunningStatistics {
        try record(mean: mean, variance: variance)
      }
      if let residual { try output.addInPlace(residual) }
      if rectifies { try output.reluInPlace() }
      return output
    }
    if let delayed = mode.delayed {
      let mean = try runningMean.zerosLike()
      let variance = try runningMean.zerosLike()
      // With a momentum of 1 what is moved become the batch's own statistics.
      let output = try input.batchNorm(
        weight: weight, bias: bias, runningMean: mean, runningVariance: variance, addedTo: residual,
        rectifies: rectifies, training: true, momentum: 1, epsilon: Self.epsilon)
      delayed.keep(self, mean: mean, variance: variance, positions: Self.positions(input))
      return output
    }
    if mode.updatesRunningStatistics { try batchesTracked.addInPlace(1) }
    // The running statistics that are given are moved with a batch's own.
    let isUnrecorded = mode.statistics == .batch && !mode.updatesRunningStatistics
    return try input.batchNorm(
      weight: weight, bias: bias, runningMean: isUnrecorded ? nil : runningMean,
      runningVariance: isUnrecorded ? nil : runningVariance, addedTo: residual, rectifies: rectifies,
      training: mode.statistics == .batch, momentum: Self.momentum, epsilon: Self.epsilon)
  }

  /// The numbers that each image has of a feature.
  private static func positions(_ input: Tensor) -> Int {
    input.elementCount / max(input.size(0) * input.size(1), 1)
  }

  /// Counts a batch and moves the running statistics towards its mean and its unbiased variance `[C]`.
  func record(mean: Tensor, variance: Tensor) throws {
    try batchesTracked.addInPlace(1)
    try moveRunningStatistics(mean: mean, variance: variance)
  }

  /// Moves the running statistics towards the mean and the unbiased variance `[C]` of a batch.
  func moveRunningStatistics(mean: Tensor, variance: Tensor) throws {
    try withoutGradients {
      for (running, value) in [(runningMean, mean), (runningVariance, variance)] {
        try running.multiplyInPlace(1 - Self.momentum)
        try running.addInPlace(value, alpha: Self.momentum)
      }
    }
  }
}
