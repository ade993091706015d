import Evaluation

/// The data of an evaluation, with what is to be known of them before one believes its figures.
struct EvaluationData {
  /// Both parts.
  let parts: EvaluationParts
  /// How many test images are of classes that no training image has, and can never be right.
  let unseenTestImages: Int
  /// What is to be known of the images, a line each.
  let notes: [String]
}
