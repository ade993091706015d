import Foundation
import NN
import Torch

/// What the resolution of a configuration needs to know of the machine.
public struct MachineFacts: Sendable {
  /// The number of processors.
  public let processors: Int
  /// The precision that suits its processors.
  public let cpuPrecision: Precision

  public init(processors: Int, cpuPrecision: Precision) {
    self.processors = processors
    self.cpuPrecision = cpuPrecision
  }

  /// This machine.
  public static var here: MachineFacts {
    MachineFacts(
      processors: ProcessInfo.processInfo.activeProcessorCount, cpuPrecision: Precision.automatic(on: .cpu))
  }
}
