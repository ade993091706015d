import Datasets
import Synchronization

/// Names each image that cannot be read once, however many loaders come upon it.
final class BadImageNames: Sendable {
  private let indices = Mutex<Set<Int>>([])

  /// Prints a line for an image that was not printed before.
  func report(_ image: BadImage) {
    guard indices.withLock({ $0.insert(image.index).inserted }) else { return }
    Terminal.error("skipped: \(image)")
  }
}
