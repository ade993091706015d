import Datasets

/// All images to train on, and nothing that watches.
struct UnwatchedParts: TrainingParts {
  let training: any ImageDataset
  var monitor: (any TrainingMonitor)? { nil }
}
