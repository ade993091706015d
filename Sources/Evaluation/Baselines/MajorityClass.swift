/// The baseline that looks at no image: always the class that most training images have, the lowest of several.
enum MajorityClass {
  /// The share of test images that are of that class.
  ///
  /// - Throws: ``EvaluationError`` if an image has no label.
  static func accuracy(training: [Int?], test: [Int?]) throws -> Double {
    let counts = Dictionary(grouping: try training.requireLabels(of: "training")) { $0 }.mapValues(\.count)
    let largest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    let labels = try test.requireLabels(of: "test")
    return Double(labels.count { $0 == largest }) / Double(max(labels.count, 1))
  }
}
