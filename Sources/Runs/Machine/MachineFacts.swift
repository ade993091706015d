import Datasets
import NN
import Torch

/// What the resolution of a configuration needs to know of the machine.
public struct MachineFacts: Sendable {
  /// The number of processors.
  public let processors: Int
  /// The precision that suits its processors.
  public let cpuPrecision: Precision
  /// Why it does.
  public let cpuPrecisionReason: String
  /// What a step of a training costs here; asked only by recipes that fit themselves to the time that is given.
  public let stepCost: @Sendable (TrainingConfiguration) throws -> StepCost

  public init(
    processors: Int, cpuPrecision: Precision, cpuPrecisionReason: String = "it suits the cpu",
    stepCost: @escaping @Sendable (TrainingConfiguration) throws -> StepCost = { try StepCost(measuring: $0) }
  ) {
    self.processors = processors
    self.cpuPrecision = cpuPrecision
    self.cpuPrecisionReason = cpuPrecisionReason
    self.stepCost = stepCost
  }

  /// This machine.
  public static var here: MachineFacts {
    let (precision, reason) = Precision.automaticWithReason(on: .cpu)
    return MachineFacts(
      processors: AvailableProcessors.count, cpuPrecision: precision, cpuPrecisionReason: reason)
  }
}
