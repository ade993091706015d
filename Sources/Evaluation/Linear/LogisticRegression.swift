import Runs
import Torch

/// Multinomial logistic regression with an L2 penalty on the weights, but not on the biases, fitted to convergence.
///
/// Minimizes (1/N)·Σ_n −log softmax(W·x_n + b)[y_n] + (l2/2)·‖W‖². With l2 = 1/(C·N) that is, up to a factor, what
/// scikit-learn's `LogisticRegression(C=C)` minimizes.
struct LogisticRegression {
  /// How far to go.
  struct Settings {
    /// The strength of the penalty.
    var l2: Double
    /// The largest component of the gradient, in units in which the curvature is about 1, at which the fit has converged.
    var gradientTolerance = 1e-5
    /// The largest number of steps.
    var maximumSteps = 1000
  }

  /// How the fit ended.
  struct Fit {
    /// The minimized function.
    let objective: Double
    /// The largest component of its gradient, in units in which the curvature is about 1.
    let gradientNorm: Double
    /// The number of steps.
    let steps: Int
    /// Whether the gradient is under the tolerance.
    let isConverged: Bool
  }

  /// Weights `[classes, D]` and then biases `[classes]` as one float64 vector.
  let parameters: Tensor
  let classCount: Int
  let dimension: Int
  /// How the fit ended.
  let fit: Fit

  /// The weights, `[classes, D]`.
  var weight: Tensor {
    get throws { try parameters.narrow(start: 0, length: classCount * dimension).reshape([classCount, dimension]) }
  }

  /// The biases, `[classes]`.
  var bias: Tensor { get throws { try parameters.narrow(start: classCount * dimension, length: classCount) } }

  /// Fits to features `[N, D]`, in whose precision products are computed, and classes from 0 to `classCount` − 1.
  ///
  /// It starts from the parameters `start`, or from zeros. The closer `meanSquares` `[1, D]` are to the mean squares of the
  /// features, and the less features are correlated, the fewer steps it takes.
  ///
  /// `progress` receives the number of the pass over the features, from 1, several times in each; what it throws stops the
  /// work.
  init(
    _ features: Tensor, classes: [Int], classCount: Int, settings: Settings, meanSquares: Tensor? = nil,
    start: Tensor? = nil, progress: (_ pass: Int) throws -> Void = { _ in }
  ) throws {
    self.classCount = classCount
    dimension = features.size(1)
    let dtype = try features.dtype
    let count = classCount * (dimension + 1)
    try AvailableMemory.require(
      8 * count * LBFGS.mostVectors(memory: LBFGS.Settings.usualMemory) + 4 * LogisticLoss.tables
        * min(
          LogisticLoss.elementsPerBlock(classCount: classCount), features.size(0) * max(dimension, classCount)),
      for: "a linear classifier of \(dimension) features into \(classCount) classes and its fit to "
        + "\(features.size(0)) images")
    let unit = try Self.units(
      meanSquares ?? Tensor.ones([1, dimension], dtype: .float64), classCount: classCount, l2: settings.l2)
    let function = try LogisticLoss(features: features, classes: classes, classCount: classCount, l2: settings.l2)
    var pass = 0
    let result = try LBFGS.minimize(
      from: start.map { try $0 / unit } ?? Tensor.zeros([count], dtype: .float64),
      LBFGS.Settings(
        gradientTolerance: settings.gradientTolerance, maximumSteps: settings.maximumSteps,
        valueRounding: dtype == .float64 ? 1e-15 : 1e-7)
    ) { point in
      pass += 1
      let (value, gradient) = try function.evaluate(point * unit) { try progress(pass) }
      return (value, try gradient * unit)
    }
    parameters = try result.point * unit
    fit = Fit(
      objective: result.value, gradientNorm: result.gradientNorm, steps: result.steps, isConverged: result.isConverged)
  }

  /// The length of each parameter's unit, 1/√curvature, as one vector.
  ///
  /// The curvature along a weight is about m·p(1 − p) + l2, with the feature's mean square m and equally likely classes.
  private static func units(_ meanSquares: Tensor, classCount: Int, l2: Double) throws -> Tensor {
    let share = 1 / Double(classCount)
    let variance = max(share * (1 - share), 1e-6)
    let weightUnits = try (meanSquares * variance + l2).rsqrt()
    let ones = try Tensor.ones([classCount, 1], dtype: .float64)
    return try Tensor.cat([(ones * weightUnits).flatten(), ones.flatten() / variance.squareRoot()])
  }

  /// The scores `[M, classes]` of features `[M, D]`; the highest is the prediction.
  func scores(_ features: Tensor) throws -> Tensor {
    try withoutGradients {
      let dtype = try features.dtype
      return try features.linear(weight: weight.to(dtype), bias: bias.to(dtype))
    }
  }
}
