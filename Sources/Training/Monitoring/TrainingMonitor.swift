import BarlowTwins

/// Looks at a network while it trains.
public protocol TrainingMonitor {
  /// What is seen of the network after `step` steps, which make `epoch` epochs; nothing about it may change.
  func look(at network: TwinNetworks, step: Int, epoch: Double) throws -> MonitorRecord
}
