/// The part of a data set that is asked for.
public enum DatasetSplit: String, Sendable, CaseIterable {
  /// The images to learn from.
  case train
  /// The images to measure with.
  case test
}
