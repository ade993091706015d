import BarlowTwins
import Runs

/// Measures a network while it trains.
public protocol TrainingMonitor {
  /// What is seen of the network after `step` steps, which make `epoch` epochs; nothing about it may change.
  ///
  /// - Parameters:
  ///   - network: The network between two steps.
  ///   - step: The number of steps done.
  ///   - epoch: The number of epochs done, with its fraction.
  ///   - checkInterruption: To be called every few seconds or more often; throws when the training is asked to stop, which
  ///     ends the measurement.
  /// - Returns: What was seen.
  /// - Throws: What `checkInterruption` throws, unchanged; anything else is a measurement that failed.
  func measure(
    _ network: TwinNetworks, step: Int, epoch: Double, checkInterruption: () throws -> Void
  ) throws -> MonitorRecord
}
