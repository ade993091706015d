/// How the images of a data set lie in a few large files, which are best read from front to back.
public struct StorageLayout: Sendable, Equatable {
  /// The images of each file, in the order in which they lie there; together all images, in ascending order.
  public let runs: [Range<Int>]
  /// How many images a shuffled order may hold back, to draw from them at random.
  public let bufferCount: Int

  /// Describes images that lie in `runs`.
  public init(runs: [Range<Int>], bufferCount: Int) {
    precondition(bufferCount > 0, "a buffer holds an image at least")
    self.runs = runs
    self.bufferCount = bufferCount
  }
}
