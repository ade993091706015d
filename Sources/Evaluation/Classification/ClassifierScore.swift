import Encoders
import Torch

/// How a classifier that gives every class a score fares on test images.
struct ClassifierScore {
  let accuracy: TopKAccuracy
  let confusion: ConfusionMatrix
  /// The number of classes that it knows.
  let classCount: Int

  /// Scores `test`, whose labels must all be known.
  ///
  /// - Parameters:
  ///   - test: The features of the test images, `[N, D]`.
  ///   - classes: The classes that the classifier knows; an image of another class is never right.
  ///   - scores: The scores `[M, classes]` of some rows of the features.
  /// - Throws: ``EvaluationError`` for a missing label; what `scores` throws.
  init(_ test: ExtractedFeatures, classes: ClassIndex, scores: (Tensor) throws -> Tensor) throws {
    let labels = try test.labels.requireLabels(of: "test")
    var accuracy = TopKAccuracy(classCount: classes.count)
    var predictions: [Int] = []
    try withoutGradients {
      try test.features.forEachBlock { block, start in
        predictions += try accuracy.add(
          scores(block), classes: labels[start..<(start + block.size(0))].map { classes.position(of: $0) }
        ).map { classes.labels[$0] }
      }
    }
    self.accuracy = accuracy
    classCount = classes.count
    confusion = ConfusionMatrix(
      truth: labels, predictions: predictions, candidates: classes.labels, classNames: test.classNames)
  }
}
