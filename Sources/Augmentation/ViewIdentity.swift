/// Which view of which image in which epoch of which run: the only source of randomness.
public struct ViewIdentity: Sendable, Equatable, Hashable {
  /// The run's seed.
  public var seed: UInt64
  /// The epoch, from 0.
  public var epoch: Int
  /// The image's index in its data set.
  public var index: Int
  /// The view, 0 for A and 1 for B.
  public var view: Int

  /// The identity of a view.
  public init(seed: UInt64, epoch: Int, index: Int, view: Int) {
    self.seed = seed
    self.epoch = epoch
    self.index = index
    self.view = view
  }
}
