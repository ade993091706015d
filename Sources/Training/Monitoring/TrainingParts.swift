import Datasets

/// The images of a training that is watched, apart: those to train on, and a monitor that has those that it looks at.
public protocol TrainingParts {
  /// The images to train on: all, unless the monitor needs some that the network has not seen.
  var training: any ImageDataset { get }
  /// What looks at the network; nil if nothing is watched.
  var monitor: (any TrainingMonitor)? { get }
}
