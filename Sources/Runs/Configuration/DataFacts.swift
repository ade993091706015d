import Augmentation
import Datasets

/// What the resolution of a configuration needs to know of the data.
public struct DataFacts: Sendable {
  /// What the user called it.
  public let description: DatasetDescription
  /// The number of images to train on, before `maxImages`.
  public let count: Int
  /// The channels of an image: 1 or 3.
  public let channels: Int

  public init(description: DatasetDescription, count: Int, channels: Int) {
    self.description = description
    self.count = count
    self.channels = channels
  }

  /// The known statistics of the pixels, or ImageNet's.
  var normalization: (value: Normalization, reason: String) {
    switch description {
    case .fashionMNIST: return (.fashionMNIST, "the statistics of Fashion-MNIST")
    case .cifar10: return (.cifar10, "the statistics of CIFAR-10")
    case .folder where channels == 1, .shards where channels == 1:
      return (Normalization(mean: [0.5], std: [0.25]), "grey images of unknown statistics")
    case .folder, .shards: return (.imageNet, "ImageNet's statistics, for colour images of unknown ones")
    }
  }
}
