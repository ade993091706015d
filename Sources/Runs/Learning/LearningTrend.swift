import Formatting

/// Whether a training was still getting better when it stopped, by the loss of its own steps.
///
/// Compared are the means of its last tenth and of the tenth that ends a fifth before: a loss that falls between them by more than
/// a twentieth of what it has fallen in all is still falling. A schedule that ends at zero holds still at its end, which is why
/// the last steps alone say nothing.
public enum LearningTrend: String, Codable, CaseIterable, Sendable {
  /// There are too few steps to tell.
  case tooShort = "too-short"
  /// The loss was still falling.
  case falling
  /// The loss had stopped falling.
  case level
  /// The loss was rising.
  case rising

  /// The fewest steps that tell.
  private static let leastSteps = 100
  /// The share of the whole fall that the late one has to be.
  private static let leastShare = 0.05
  /// How many standard errors a difference of means has to be.
  private static let errors = 3.0

  /// The trend of the losses of all steps, in order.
  public init(losses: [Double]) {
    guard losses.count >= Self.leastSteps, losses.allSatisfy(\.isFinite) else {
      self = .tooShort
      return
    }
    let tenth = losses.count / 10
    let first = Self.mean(losses.prefix(max(tenth / 2, 1))).mean
    let before = Self.mean(losses.dropLast(2 * tenth).suffix(tenth))
    let last = Self.mean(losses.suffix(tenth))
    let noise = Self.errors * (before.error * before.error + last.error * last.error).squareRoot()
    let least = max(noise, Self.leastShare * abs(first - last.mean))
    self = before.mean - last.mean > least ? .falling : last.mean - before.mean > least ? .rising : .level
  }

  /// The mean and its standard error.
  private static func mean(_ values: some Collection<Double>) -> (mean: Double, error: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / max(count - 1, 1)
    return (mean, (variance / count).squareRoot())
  }

  /// The trend in a sentence, with what it asks for.
  public var sentence: String {
    switch self {
    case .tooShort: "Its steps are too few to tell whether it is still getting better."
    case .falling: "The loss was still falling at the end: training longer would help."
    case .level: "The loss had stopped falling: training longer at this size would change little."
    case .rising: "The loss was rising at the end: a smaller learning rate may help."
    }
  }
}
