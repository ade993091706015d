import Torch

/// What a file of embeddings holds.
public struct EmbeddingContents {
  /// The embeddings `[N, D]`, float32 or float64, all finite, N and D above 0.
  public let values: Tensor
  /// The name of each row's image as `ExtractedFeatures` writes it; nil if the file has no names with it.
  public let names: [String]?
  /// What the features are and where they come from; nil if nothing with the file tells.
  public let origin: FeatureOrigin?
  /// What a reader of the numbers must know, such as a column that is left out; a sentence each.
  public let notes: [String]
}
