/// The learning rate of each group of parameters at one step.
public struct LearningRates: Equatable, Sendable {
  public var weights: Double
  public var biases: Double

  public init(weights: Double, biases: Double) {
    self.weights = weights
    self.biases = biases
  }

  /// The rate of a group.
  public subscript(kind: ParameterGroup.Kind) -> Double { kind == .weights ? weights : biases }

  /// Both rates times a factor.
  public static func * (rates: LearningRates, factor: Double) -> LearningRates {
    LearningRates(weights: rates.weights * factor, biases: rates.biases * factor)
  }
}
