import BarlowTwins
import Distributed
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

/// A monitor whose measurements the processes of a training share: all see the same network, and rank 0 what comes of it.
public protocol SharedTrainingMonitor: TrainingMonitor {
  /// What is seen of the network, as ``TrainingMonitor/measure(_:step:epoch:checkInterruption:)`` tells, in rank 0 of a group; every
  /// process calls it.
  ///
  /// - Parameters:
  ///   - network: The network between two steps.
  ///   - step: The number of steps done.
  ///   - epoch: The number of epochs done, with its fraction.
  ///   - group: Those who share the work.
  ///   - checkInterruption: As there; called in rank 0.
  /// - Returns: What was seen; nil but in rank 0.
  /// - Throws: As there; `SharedRounds.Ended` in the other processes where rank 0 throws.
  func measure(
    _ network: TwinNetworks, step: Int, epoch: Double, in group: ProcessGroup, checkInterruption: () throws -> Void
  ) throws -> MonitorRecord?
}
