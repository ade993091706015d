import Images

/// An image and those that the network finds most similar.
struct NeighborRow {
  /// One of the images.
  struct Entry {
    let picture: Image
    let name: String
    let label: Int?
    /// The cosine of the angle between its representation and the query's; nil for the query.
    let similarity: Double?
  }

  let query: Entry
  /// The most similar first.
  let neighbors: [Entry]
}
