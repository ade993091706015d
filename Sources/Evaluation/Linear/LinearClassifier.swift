import Formatting
import Torch

/// Logistic regression on features as a network gives them, fitted to convergence: standardized, along their principal axes, with a
/// penalty that is chosen within the images it learns from.
package struct LinearClassifier {
  private let standardization: FeatureStandardization
  private let axes: PrincipalAxes
  private let regression: LogisticRegression
  private let precision: DType
  /// The strength of the penalty (l2/2)·‖W‖² beside the mean cross-entropy.
  package let l2: Double
  /// How it was chosen: `hold-out` or `cross-validation`, or `given`.
  package let selection: String
  /// The accuracy on held-out images that it was chosen by; 0 where it was given.
  package let validationTop1: Double

  /// The number of steps of the fit.
  package var steps: Int { regression.fit.steps }
  /// Whether its gradient fell under the tolerance.
  package var isConverged: Bool { regression.fit.isConverged }
  /// The largest component of the gradient at its end, in units in which the curvature is about 1.
  package var gradientNorm: Double { regression.fit.gradientNorm }

  /// Fits to features.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - classes: The class of each row, from 0.
  ///   - classCount: The number of classes.
  ///   - l2: The strength of the penalty; nil to choose it.
  ///   - seed: The seed of the division into parts by which it is chosen.
  ///   - precision: Of products.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `TorchError` if libtorch fails; what `progress` throws.
  package init(
    fitting features: Tensor, classes: [Int], classCount: Int, l2: Double? = nil, seed: UInt64 = 0,
    precision: DType = .float32, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let standardization = try FeatureStandardization(features) {
      try progress(WorkProgress("mean and spread of features"))
    }
    let standardized = try standardization(features, dtype: precision)
    let axes = try PrincipalAxes(standardized) { try progress(WorkProgress("principal axes of features")) }
    let rotated = try axes(standardized)
    let choice =
      try l2.map { PenaltySearch.Choice(l2: $0, validationTop1: 0, method: "given") }
      ?? PenaltySearch.choose(
        rotated, meanSquares: axes.meanSquares, classes: classes, classCount: classCount, seed: seed, progress: progress
      )
    (self.l2, selection, validationTop1) = (choice.l2, choice.method, choice.validationTop1)
    regression = try LogisticRegression(
      rotated, classes: classes, classCount: classCount, settings: LogisticRegression.Settings(l2: choice.l2),
      meanSquares: axes.meanSquares
    ) { try progress(WorkProgress("all labels, l2 \(NumberText.plain(choice.l2)):", detail: "pass \($0)")) }
    (self.standardization, self.axes, self.precision) = (standardization, axes, precision)
  }

  /// The scores `[M, classes]` of features `[M, D]`; the highest is the prediction.
  package func scores(_ features: Tensor) throws -> Tensor {
    try withoutGradients { try regression.scores(axes(standardization(features, dtype: precision))) }
  }

  /// The same as one linear map of features x: W·((x − mean)·scale) + b.
  ///
  /// - Returns: `mean` and `scale` `[1, D]`, `weight` `[classes, D]` and `bias` `[classes]` in double precision.
  package func linearMap() throws -> (mean: Tensor, scale: Tensor, weight: Tensor, bias: Tensor) {
    try withoutGradients {
      (standardization.mean, standardization.scale, try axes.turnedBack(regression.weight), try regression.bias)
    }
  }
}
