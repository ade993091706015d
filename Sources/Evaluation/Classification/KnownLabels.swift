extension Collection where Element == Int? {
  /// The labels of some images, each of which must have one.
  ///
  /// - Throws: ``EvaluationError`` that counts the images without one; `role` names the images.
  func requireLabels(of role: String) throws -> [Int] {
    let known = compactMap { $0 }
    guard known.count == count else {
      throw EvaluationError(
        .badData,
        "\(count - known.count) of the \(count) \(role) images have no label; put each class into a folder of its own")
    }
    return known
  }
}
