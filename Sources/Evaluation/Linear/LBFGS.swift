import Torch

/// Minimization of a smooth function by the limited-memory BFGS method.
///
/// The method is that of Nocedal and Wright ("Numerical Optimization", 2006, algorithm 7.5), with a line search for the
/// weak Wolfe conditions that always ends (Lewis and Overton, "Nonsmooth optimization via quasi-Newton methods", 2013).
///
/// Where a step's decrease is lost in the rounding of the function, the step counts as one that does not increase it.
struct LBFGS {
  /// When to stop.
  struct Settings {
    /// The largest component of the gradient at which the minimum counts as reached.
    var gradientTolerance: Double
    /// The largest number of steps.
    var maximumSteps: Int
    /// The relative rounding error of the function's values.
    var valueRounding: Double
    /// The number of steps that the curvature is remembered from.
    var memory = usualMemory

    /// The number of steps that the curvature is remembered from, unless told otherwise.
    static let usualMemory = 10
  }

  /// How many vectors of parameters are alive at the same time, those of the function included: two for each step that is
  /// remembered, the points, gradients and directions of the search, and copies on the way into the function and back.
  static func mostVectors(memory: Int) -> Int { 2 * memory + 12 }

  /// Where the minimization ended.
  struct Result {
    /// The best point.
    let point: Tensor
    /// The function there.
    let value: Double
    /// The largest component of the gradient there.
    let gradientNorm: Double
    /// The number of steps.
    let steps: Int
    /// Whether the gradient is under the tolerance.
    let isConverged: Bool
  }

  /// A point on a line, with the function and its slope along the line.
  private struct Trial {
    let length: Double
    let point: Tensor
    let value: Double
    let gradient: Tensor
    let slope: Double
  }

  private typealias Function = (Tensor) throws -> (value: Double, gradient: Tensor)

  private let settings: Settings
  private var curvatures: [(step: Tensor, change: Tensor, inverseProduct: Double)] = []

  /// The conditions on a step: the share of the promised decrease, and of the slope that may remain.
  private static let (decreaseShare, slopeShare) = (1e-4, 0.9)
  private static let maximumTrials = 30

  /// Minimizes `function`, which gives its value and gradient at a float64 vector `[n]`, from `start`.
  ///
  /// What `function` throws stops the work.
  static func minimize(
    from start: Tensor, _ settings: Settings, _ function: (Tensor) throws -> (value: Double, gradient: Tensor)
  ) throws -> Result {
    var minimizer = LBFGS(settings: settings)
    return try withoutGradients { try minimizer.run(function, from: start) }
  }

  private init(settings: Settings) { self.settings = settings }

  private mutating func run(_ function: Function, from start: Tensor) throws -> Result {
    var point = start
    var (value, gradient) = try function(start)
    var norm = try largest(gradient)
    var steps = 0
    while norm > settings.gradientTolerance, steps < settings.maximumSteps {
      var direction = try direction(gradient)
      var slope = try direction.inner(gradient).item()
      if slope >= 0 || !slope.isFinite {
        curvatures = []
        direction = try -gradient
        slope = try direction.inner(gradient).item()
      }
      // Without curvature the length of a step is not known: at most 1 along the gradient.
      let firstLength = curvatures.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      guard let trial = try search(function, point, value, direction, slope, firstLength) else {
        // No decrease along this direction: try once more along the gradient, then it is as low as rounding lets see.
        if curvatures.isEmpty { break }
        curvatures = []
        continue
      }
      try remember(step: trial.point - point, change: trial.gradient - gradient)
      (point, value, gradient) = (trial.point, trial.value, trial.gradient)
      norm = try largest(gradient)
      steps += 1
    }
    return Result(
      point: point, value: value, gradientNorm: norm, steps: steps, isConverged: norm <= settings.gradientTolerance)
  }

  private func largest(_ gradient: Tensor) throws -> Double { try gradient.abs().maximum(0).item() }

  /// −H·gradient, where H approximates the inverse of the second derivative.
  private func direction(_ gradient: Tensor) throws -> Tensor {
    let result = try -gradient
    var factors: [Double] = []
    for (step, change, inverseProduct) in curvatures.reversed() {
      let factor = try step.inner(result).item() * inverseProduct
      try result.addInPlace(change, alpha: -factor)
      factors.append(factor)
    }
    if let (_, change, inverseProduct) = curvatures.last {
      try result.multiplyInPlace(1 / (inverseProduct * change.inner(change).item()))
    }
    for ((step, change, inverseProduct), factor) in zip(curvatures, factors.reversed()) {
      try result.addInPlace(step, alpha: factor - change.inner(result).item() * inverseProduct)
    }
    return result
  }

  private mutating func remember(step: Tensor, change: Tensor) throws {
    let product = try step.inner(change).item()
    // Curvature that rounding made negative or tiny would spoil the direction.
    guard try product > 1e-12 * change.inner(change).item() else { return }
    if curvatures.count == settings.memory { curvatures.removeFirst() }
    curvatures.append((step, change, 1 / product))
  }

  /// A point along `direction` that is low enough, with a slope small enough; nil if rounding hides all decrease.
  private func search(
    _ function: Function, _ point: Tensor, _ value: Double, _ direction: Tensor, _ slope: Double, _ firstLength: Double
  ) throws -> Trial? {
    let slack = settings.valueRounding * abs(value)
    var low = (length: 0.0, value: value, slope: slope)
    var high: Double?
    var lowTrial: Trial?
    var length = firstLength
    for _ in 0..<Self.maximumTrials {
      let trial = try trial(function, point, direction, length)
      if !(trial.value <= value + Self.decreaseShare * length * slope + slack) {
        high = length
      } else if trial.slope < Self.slopeShare * slope {
        low = (length, trial.value, trial.slope)
        lowTrial = trial
      } else {
        return trial
      }
      length = high.map { Self.between(low, $0, trial, high: length == $0) } ?? 2 * length
    }
    return lowTrial
  }

  /// The minimum of the parabola through the lower end and the trial, kept well inside the interval.
  private static func between(
    _ low: (length: Double, value: Double, slope: Double), _ high: Double, _ trial: Trial, high isHigh: Bool
  ) -> Double {
    let width = high - low.length
    let rise = trial.value - low.value - low.slope * width
    guard isHigh, trial.value.isFinite, rise > 0 else { return low.length + width / 2 }
    let minimum = -low.slope * width * width / (2 * rise)
    return low.length + min(max(minimum, 0.1 * width), 0.9 * width)
  }

  private func trial(_ function: Function, _ point: Tensor, _ direction: Tensor, _ length: Double) throws -> Trial {
    let next = try point.adding(direction, alpha: length)
    let (value, gradient) = try function(next)
    return Trial(
      length: length, point: next, value: value, gradient: gradient, slope: try gradient.inner(direction).item())
  }
}
