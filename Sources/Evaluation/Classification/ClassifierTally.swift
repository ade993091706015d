import Torch

/// What a classifier says of one batch of test images after the other.
struct ClassifierTally {
  /// The classes that the classifier knows.
  let classes: ClassIndex
  private(set) var accuracy: TopKAccuracy
  /// The label of each image so far.
  private(set) var truth: [Int] = []
  /// The label that each was given.
  private(set) var predictions: [Int] = []

  init(classes: ClassIndex) {
    self.classes = classes
    accuracy = TopKAccuracy(classCount: classes.count)
  }

  /// Counts images with scores `[M, classes]`; one of a class that the classifier does not know is never right.
  mutating func add(_ scores: Tensor, labels: some Collection<Int>) throws {
    predictions += try accuracy.add(scores, classes: labels.map { classes.position(of: $0) })
      .map { classes.labels[$0] }
    truth += labels
  }
}
