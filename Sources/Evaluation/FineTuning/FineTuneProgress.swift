/// Where a fine-tuning is.
public enum FineTuneProgress: Equatable, Sendable {
  /// A step of training was done.
  case training(ClassifierProgress)
  /// So many of the test images were classified.
  case testing(done: Int, total: Int)
}

extension FineTuneProgress: CustomStringConvertible {
  public var description: String {
    switch self {
    case .training(let progress): String(describing: progress)
    case .testing(let done, let total): "test images \(100 * done / max(total, 1))%"
    }
  }
}
