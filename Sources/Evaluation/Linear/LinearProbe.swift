import Encoders
import Formatting
import Torch

/// The fast linear probe: multinomial logistic regression on features that were extracted once.
///
/// Features are standardized with the training set's statistics, the penalty is chosen within the training labels,
/// and the final fit on all of them goes to convergence by L-BFGS. The test set is looked at once, at the end.
public struct LinearProbe {
  /// The share of the training labels of each class that is used, above 0 and at most 1; at least one of each.
  public var labelFraction: Double
  /// The seed of the choice of labels and of validation splits.
  public var seed: UInt64
  /// The strength of the penalty; nil to choose it.
  public var l2: Double?
  private let precision: DType

  /// - Parameters:
  ///   - labelFraction: The share of the training labels of each class that is used.
  ///   - seed: The seed of the choice of labels and of validation splits.
  ///   - l2: The strength of the penalty (l2/2)·‖W‖² beside the mean cross-entropy; nil to choose it.
  public init(labelFraction: Double = 1, seed: UInt64 = 0, l2: Double? = nil) {
    self.init(labelFraction: labelFraction, seed: seed, l2: l2, precision: .float32)
  }

  init(labelFraction: Double = 1, seed: UInt64 = 0, l2: Double? = nil, precision: DType) {
    self.labelFraction = labelFraction
    self.seed = seed
    self.l2 = l2
    self.precision = precision
  }

  /// Fits to `training` and measures on `test`; both need all labels and come from the same network.
  ///
  /// `progress` is told now and then; what it throws stops the work.
  ///
  /// - Throws: ``EvaluationError`` for missing labels, other dimensions or settings that make no sense.
  public func evaluate(
    training: ExtractedFeatures, test: ExtractedFeatures, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> LinearResult {
    guard labelFraction > 0, labelFraction <= 1 else {
      throw EvaluationError(
        .usage, "the fraction of labels is \(labelFraction); give a number above 0 and at most 1, such as 0.01")
    }
    if let l2, !(l2 > 0 && l2.isFinite) {
      throw EvaluationError(.usage, "the penalty is \(l2); give a number above 0: without one there may be no optimum")
    }
    guard training.dimension == test.dimension else {
      throw EvaluationError(
        .badData,
        "training images have \(training.dimension) features but test images \(test.dimension); "
          + "use the same network for both"
      )
    }
    _ = try test.labels.requireLabels(of: "test")
    let allLabels = try training.labels.requireLabels(of: "training")
    let chosen =
      labelFraction == 1
      ? Array(allLabels.indices)
      : try StratifiedSelection.sample(allLabels, fraction: labelFraction, seed: seed)
    let labels = chosen.map { allLabels[$0] }
    let index = ClassIndex(labels)
    let classes = labels.compactMap { index.position(of: $0) }

    return try withoutGradients {
      let rows = try labelFraction == 1 ? training.features : training.subset(chosen).features
      let model = try LinearClassifier(
        fitting: rows, classes: classes, classCount: index.count, l2: l2, seed: seed, precision: precision,
        progress: progress)
      let score = try ClassifierScore(test, classes: index) { try model.scores($0) }
      return LinearResult(
        score, protocol: .fullBatch, trainingImages: labels.count,
        fullBatch: LinearResult.FullBatchSettings(
          labelFraction: labelFraction, seed: seed, l2: model.l2, selection: model.selection,
          validationTop1: l2 == nil ? model.validationTop1 : nil, steps: model.steps,
          isConverged: model.isConverged, gradientNorm: model.gradientNorm),
        official: nil)
    }
  }
}
