/// Which step of which training it is: what random choices of a step are functions of.
public struct StepDraw: Equatable, Sendable {
  /// The seed of the training.
  public let seed: UInt64
  /// The number of the step in the whole training, from 0.
  public let step: Int

  public init(seed: UInt64, step: Int) {
    self.seed = seed
    self.step = step
  }
}
