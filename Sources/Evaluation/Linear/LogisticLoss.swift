import Torch

/// The objective of logistic regression and its gradient, summed over blocks of rows to bound the memory.
///
/// It is the mean cross-entropy + l2/2 · ‖W‖²; biases have no penalty.
struct LogisticLoss {
  private let features: Tensor
  private let targets: Tensor
  private let classCount: Int
  private let l2: Double

  /// The tables of scores of one block that are alive at the same time.
  static let tables = 4

  /// How many scores are computed at once.
  ///
  /// Large blocks: each operation makes all threads wait for each other. With thousands of classes one row is work enough, and
  /// several tables of such a block are alive at the same time.
  static func elementsPerBlock(classCount: Int) -> Int { classCount > 1000 ? 1 << 22 : 1 << 25 }

  /// The objective for features `[N, D]` (float32 or float64), N classes from 0 to `classCount` − 1, and a penalty.
  init(features: Tensor, classes: [Int], classCount: Int, l2: Double) throws {
    precondition(features.size(0) == classes.count, "each row of features has a class")
    self.features = features
    targets = try Tensor.from(classes, shape: [classes.count, 1])
    self.classCount = classCount
    self.l2 = l2
  }

  /// The value and the gradient at weights `[classes, D]` followed by biases `[classes]`, a float64 vector.
  ///
  /// `progress` is called after each block of rows; what it throws stops the work.
  func evaluate(_ parameters: Tensor, progress: () throws -> Void = {}) throws -> (value: Double, gradient: Tensor) {
    let dimension = features.size(1)
    let dtype = try features.dtype
    let rows = Double(features.size(0))
    let exactWeight = try parameters.narrow(start: 0, length: classCount * dimension)
    let weight = try exactWeight.to(dtype).reshape([classCount, dimension])
    let bias = try parameters.narrow(start: classCount * dimension, length: classCount).to(dtype)
    let weightGradient = try Tensor.zeros([classCount, dimension], dtype: dtype)
    let biasGradient = try Tensor.zeros([classCount], dtype: .float64)
    var total = 0.0
    try features.forEachBlock(
      width: max(dimension, classCount), elements: Self.elementsPerBlock(classCount: classCount)
    ) { block, start in
      let logProbabilities = try block.linear(weight: weight, bias: bias).logSoftmax(1)
      let blockTargets = try targets.narrow(start: start, length: block.size(0))
      total -= try logProbabilities.gather(1, blockTargets).to(.float64).sum().item()
      // ∂loss/∂scores = softmax − one-hot(target).
      let minusOne = try Tensor.full(blockTargets.shape, -1, dtype: dtype)
      let residual = try logProbabilities.exp().scatterAdd(1, blockTargets, minusOne)
      try weightGradient.addMatrixProductInPlace(residual.transpose(), block)
      try biasGradient.addInPlace(residual.to(.float64).sum([0]))
      try progress()
    }
    let gradient = try Tensor.cat([weightGradient.to(.float64).flatten(), biasGradient]) * (1 / rows)
    try gradient.narrow(start: 0, length: classCount * dimension).addInPlace(exactWeight, alpha: l2)
    let penalty = try 0.5 * l2 * exactWeight.inner(exactWeight).item()
    return (total / rows + penalty, gradient)
  }
}
