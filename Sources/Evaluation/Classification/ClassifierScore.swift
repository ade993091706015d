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
    var tally = ClassifierTally(classes: classes)
    try withoutGradients {
      // Of thousands of classes the scores are wider than the features.
      try test.features.forEachBlock(width: max(test.dimension, classes.count)) { block, start in
        try tally.add(scores(block), labels: labels[start..<(start + block.size(0))])
      }
    }
    self.init(tally, classNames: test.classNames)
  }

  /// What was counted, with the name of each label.
  init(_ tally: ClassifierTally, classNames: [String]) {
    accuracy = tally.accuracy
    classCount = tally.classes.count
    confusion = ConfusionMatrix(
      truth: tally.truth, predictions: tally.predictions, candidates: tally.classes.labels, classNames: classNames)
  }
}
