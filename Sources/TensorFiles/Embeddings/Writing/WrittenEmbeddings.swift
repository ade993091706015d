/// The files that embeddings were written to.
public struct WrittenEmbeddings: Equatable, Sendable {
  /// The file with the values.
  public let features: String
  /// The file with the name of each row's image.
  public let names: String
  /// The file with the class of each row's image; nil if some have none.
  public let labels: String?

  package init(features: String, names: String, labels: String?) {
    (self.features, self.names, self.labels) = (features, names, labels)
  }
}
