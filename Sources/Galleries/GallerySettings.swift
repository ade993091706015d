/// How the map, the groups and the neighbours of a gallery are made.
public struct GallerySettings: Sendable, Equatable {
  /// The number of groups of k-means; nil for that of the largest silhouette.
  public var clusterCount: Int?
  /// How many starts of k-means are tried.
  public var restarts = 5
  /// How many of the most similar images each image is shown with.
  public var neighborCount = 12
  /// The seed of everything that is drawn.
  public var seed: UInt64 = 0

  /// The usual ones.
  public init() {}
}
