extension EmbeddingSummary {
  /// How good the embeddings are without labels, greater is better: how well the views agree times how many features are used.
  ///
  /// Neither alone tells: a collapsed network has views that agree, an untrained one many features.
  public var score: Double { max(meanDiagonal, 0) * effectiveDimension }
}
