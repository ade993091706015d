import Datasets

extension ImageDataset {
  /// The labels of all images, each of which must have one.
  ///
  /// - Throws: ``EvaluationError`` that counts the images without one; `role` names the images.
  func requireLabels(of role: String) throws -> [Int] {
    let labels = (0..<count).compactMap { label(at: $0) }
    guard labels.count == count else {
      throw EvaluationError(
        .badData,
        "\(count - labels.count) of the \(count) \(role) images have no label; put each class into a folder of its own")
    }
    return labels
  }
}
