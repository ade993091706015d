import Evaluation

/// Which images a model takes for alike: for each row of features its nearest others.
public struct DuplicateFeatures {
  /// The neighbours of each row, itself left out.
  public let neighbors: NearestNeighbors
  /// The position in the data set of each row's image.
  public let indices: [Int]

  /// Neighbours of rows whose images are at `indices` of the data set.
  public init(_ neighbors: NearestNeighbors, indices: [Int]) {
    (self.neighbors, self.indices) = (neighbors, indices)
  }
}
