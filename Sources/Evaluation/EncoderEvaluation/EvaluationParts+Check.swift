import Datasets

extension EvaluationParts {
  /// Makes sure that the labels can give an accuracy that means something, before anything is computed.
  ///
  /// - Returns: How many test images are of classes that no training image has, and which can never be right.
  /// - Throws: ``EvaluationError`` if an image has no label, there are fewer than two classes, or no test image is of a class
  ///   of the training images (of the other images, where each is left out).
  @discardableResult
  public func requireLabels() throws -> Int {
    guard test.count > 0, training.count > 0 else {
      throw EvaluationError(
        .badData, "\(data) has no \(test.count > 0 ? "training" : "test") images; add some, or give other data")
    }
    let remedy = data.labelRemedy
    let known = try training.labels.requireLabels(of: isLeaveOneOut ? "given" : "training", remedy: remedy)
    let counts = Dictionary(known.map { ($0, 1) }, uniquingKeysWith: +)
    guard counts.count > 1 else {
      let name = counts.keys.first.flatMap { training.classNames.indices ~= $0 ? training.classNames[$0] : nil }
      throw EvaluationError(
        .badData,
        "the \(training.count) training images of \(data) are all of one class\(name.map { ", \($0)" } ?? ""), which tells "
          + "nothing; \(remedy)")
    }
    // Of images that are left out in turn, one that is alone in its class is never right.
    let least = isLeaveOneOut ? 2 : 1
    let asked = isLeaveOneOut ? known : try test.labels.requireLabels(of: "test", remedy: remedy)
    let lost = asked.count { counts[$0, default: 0] < least }
    guard lost < asked.count else {
      let isOne = asked.count == 1
      throw EvaluationError(
        .badData,
        isLeaveOneOut
          ? "\(isOne ? "the only image" : "each of the \(asked.count) images") of \(data) is alone in its class; give data "
            + "with several of a class"
          : "\(isOne ? "the only test image of \(data) is not" : "none of the \(asked.count) test images of \(data) is") of "
            + "a class of the training images; give parts with the same classes\(maxImages == nil ? "" : ", or more images")"
      )
    }
    return lost
  }
}
