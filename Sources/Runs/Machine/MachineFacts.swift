import Foundation
import NN
import Torch

/// What the resolution of a configuration needs to know of the machine.
public struct MachineFacts: Sendable {
  /// The number of processors.
  public let processors: Int
  /// The precision that suits its processors.
  public let cpuPrecision: Precision
  /// What a step of a training costs here; asked only by recipes that fit themselves to the time that is given.
  public let stepCost: @Sendable (TrainingConfiguration) throws -> StepCost

  public init(
    processors: Int, cpuPrecision: Precision,
    stepCost: @escaping @Sendable (TrainingConfiguration) throws -> StepCost = { try StepCost(measuring: $0) }
  ) {
    self.processors = processors
    self.cpuPrecision = cpuPrecision
    self.stepCost = stepCost
  }

  /// This machine.
  public static var here: MachineFacts {
    MachineFacts(
      processors: ProcessInfo.processInfo.activeProcessorCount, cpuPrecision: Precision.automatic(on: .cpu))
  }
}
