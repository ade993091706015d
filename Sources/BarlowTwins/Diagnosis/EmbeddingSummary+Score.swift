import Foundation

extension EmbeddingSummary {
  /// How good the embeddings are without labels, greater is better; 0 at worst.
  ///
  /// The agreement of the views, the mean C_ii, times the entropy of the singular values, which is the logarithm of RankMe.
  /// Neither alone tells: views agree best where features repeat each other, and an untrained network has many dimensions. It
  /// compares networks on the same images, views and number of features.
  public var score: Double { max(meanDiagonal, 0) * log(max(rankMe, 1)) }
}
