import Augmentation
import Datasets
import Images

/// What the resolution of a configuration needs to know of the data.
public struct DataFacts: Sendable {
  /// What the user called it.
  public let description: DatasetDescription
  /// The number of images to train on, before `maxImages`.
  public let count: Int
  /// The channels of an image: 1 or 3.
  public let channels: Int
  /// The shorter side of a typical image in pixels; nil where it is not known.
  public let side: Int?

  public init(description: DatasetDescription, count: Int, channels: Int, side: Int? = nil) {
    self.side = side
    self.description = description
    self.count = count
    self.channels = channels
  }

  /// What is known of images, a few of which are read for their sides.
  public init(of images: any ImageDataset, description: DatasetDescription) {
    let decoder = ImageDecoder()
    let sides = stride(from: 0, to: images.count, by: max(images.count / 7, 1)).compactMap { index -> Int? in
      // An image that cannot be read says nothing here; whoever trains on it is told.
      guard let source = try? images.source(at: index) else { return nil }
      switch source {
      case .decoded(let image): return min(image.width, image.height)
      case .encoded(let bytes):
        return (try? decoder.decode(bytes, channels: images.channels)).map { min($0.width, $0.height) }
      }
    }
    self.init(
      description: description, count: images.count, channels: images.channels,
      side: sides.isEmpty ? nil : sides.sorted()[sides.count / 2])
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
