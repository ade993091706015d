import Images

/// An image and those that the network finds most similar.
package struct NeighborRow: Sendable {
  /// One of the images.
  package struct Entry: Sendable {
    /// The whole image, made small.
    package let picture: Image
    /// What the image is called.
    package let name: String
    /// Its class; nil without one.
    package let label: Int?
    /// The cosine of the angle between its representation and the query's; nil for the query.
    package let similarity: Double?
  }

  /// The image whose neighbours these are.
  package let query: Entry
  /// The most similar first.
  package let neighbors: [Entry]
}
