/// Whether a network has learned something that its features are worth more for.
public enum LearningVerdict: String, Codable, CaseIterable, Sendable {
  /// Its features are worth more than every baseline, by more than chance.
  case learned
  /// They are worth less than a baseline, by more than chance.
  case notLearned = "not-learned"
  /// The difference to the best baseline is within what chance does with so many test images.
  case undecided
  /// Nothing tells: there are no labels, or one class only.
  case unknown
}
