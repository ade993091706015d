import Randomness

/// Which pass through a network it is in which step of which training: what residual branches are left out is a function of it.
///
/// So neither the number of threads or processes nor a training that is resumed changes which branches of which images those are.
public struct BranchDraw: Equatable, Sendable {
  private let seed: UInt64
  /// The rows of the whole batch that the images of a pass are; nil for all from 0 on.
  private let rows: [Int]?

  /// - Parameters:
  ///   - seed: The seed of the training.
  ///   - step: The number of the step in the whole training, from 0.
  ///   - pass: The number of the pass in the step: its views go through the network one by one.
  ///   - rows: The rows of the whole batch that the images are, ascending, where only a part of it goes through.
  public init(seed: UInt64, step: Int, pass: Int, rows: [Int]? = nil) {
    var generator = SplitMix64(seed: seed, step: UInt64(step))
    var ofPass = SplitMix64(seed: generator.next(), stream: UInt64(pass))
    self.seed = ofPass.next()
    self.rows = rows
  }

  /// The factors of the images' branches: 0 for those that are left out, else 1 / (1 − rate).
  ///
  /// - Parameters:
  ///   - branch: The number of the branch in the network, from 0.
  ///   - images: The number N of images.
  ///   - rate: The share that is left out.
  /// - Returns: A factor for each image.
  func factors(branch: Int, images: Int, rate: Double) -> [Float] {
    var generator = SplitMix64(seed: seed, stream: UInt64(branch))
    let kept = Float(1 / (1 - rate))
    let count = rows?.last.map { $0 + 1 } ?? images
    let all = (0..<count).map { _ in generator.uniform() < rate ? 0 : kept }
    return rows?.map { all[$0] } ?? all
  }
}
