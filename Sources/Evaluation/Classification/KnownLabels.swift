extension Collection where Element == Int? {
  /// The labels of some images, each of which must have one.
  ///
  /// - Parameters:
  ///   - role: What the images are, for the error.
  ///   - remedy: What helps where labels are missing.
  /// - Returns: The labels.
  /// - Throws: ``EvaluationError`` that counts the images without one.
  package func requireLabels(
    of role: String, remedy: @autoclosure () -> String = "put each class into a folder of its own"
  ) throws -> [Int] {
    let known = compactMap { $0 }
    guard known.count == count else {
      throw EvaluationError(
        .badData,
        "\(count - known.count) of the \(count) \(role) images have no label; \(remedy())")
    }
    return known
  }
}
