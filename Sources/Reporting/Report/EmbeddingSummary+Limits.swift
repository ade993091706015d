import BarlowTwins

extension EmbeddingSummary {
  /// The most dimensions that embeddings of so many images can fill.
  var mostDimensions: Int { max(min(images - 1, dimension), 1) }
}
