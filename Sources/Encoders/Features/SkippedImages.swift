import Datasets
import Synchronization

/// The images that a loader skips, gathered from its threads.
final class SkippedImages: Sendable {
  private let images = Mutex<[BadImage]>([])

  /// Adds an image; any thread may.
  func add(_ image: BadImage) { images.withLock { $0.append(image) } }

  /// Those that were added since the last call.
  func take() -> [BadImage] {
    images.withLock { images in
      defer { images = [] }
      return images
    }
  }

  /// What was said of each, in the order of the data set.
  var descriptions: [String] { images.withLock { $0.sorted { $0.index < $1.index }.map(\.description) } }
}
