/// What processes that train together send to each other.
public enum TrafficKind: String, CaseIterable, Sendable, Codable {
  /// Gradients of the parameters, summed.
  case gradients
  /// Rows of embeddings, gathered.
  case embeddings
  /// C and what else is summed to correlate features.
  case correlations
  /// Sums of batch normalization.
  case statistics
  /// Features that processes compute together.
  case features
  /// Images of other processes, to be mixed.
  case images
  /// Numbers and words that all are told.
  case agreement
}
