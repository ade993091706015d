import Datasets
import NN
import Torch

/// What the resolution of a configuration needs to know of the machine.
public struct MachineFacts: Sendable {
  /// The number of processors.
  public let processors: Int
  /// The number of processes that share each batch of a training.
  public private(set) var processes = 1
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

  /// What a process has of the machine if several train together, each with as many processors.
  ///
  /// - Parameters:
  ///   - processesHere: Their number on this machine.
  ///   - processes: Their number on all machines.
  /// - Returns: The facts.
  package func sharedAmong(processesHere: Int, processes: Int) -> MachineFacts {
    var result = MachineFacts(
      processors: max(processors / processesHere, 1), cpuPrecision: cpuPrecision,
      cpuPrecisionReason: cpuPrecisionReason, stepCost: stepCost)
    result.processes = processes
    return result
  }

  /// This machine.
  public static var here: MachineFacts {
    let (precision, reason) = Precision.automaticWithReason(on: .cpu)
    return MachineFacts(
      processors: AvailableProcessors.count, cpuPrecision: precision, cpuPrecisionReason: reason)
  }
}
