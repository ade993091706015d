import Torch

/// The mean of an objective's values over pairs of views, and of its gradients.
enum MeanOverPairs {
  /// The pairs of `viewCount` views, at least 2, as indices; see ``PairwiseObjective``.
  static func pairs(viewCount: Int) -> [(first: Int, second: Int)] {
    precondition(viewCount >= 2, "an objective compares views")
    return [(0, 1)] + (2..<viewCount).flatMap { [(0, $0), (1, $0)] }
  }

  /// The mean of `evaluate` over the pairs, with gradients by view; of a single pair it is that pair's value, bit for bit.
  static func value(viewCount: Int, evaluate: (_ first: Int, _ second: Int) throws -> ObjectiveValue) throws
    -> ObjectiveValue
  {
    let pairs = pairs(viewCount: viewCount)
    var values: [ObjectiveValue] = []
    var gradients = [Tensor?](repeating: nil, count: viewCount)
    for (first, second) in pairs {
      let value = try evaluate(first, second)
      values.append(value)
      for (view, gradient) in zip([first, second], value.gradients ?? []) {
        if pairs.count > 1 { try gradient.multiplyInPlace(1 / Double(pairs.count)) }
        if let sum = gradients[view] {
          try sum.addInPlace(gradient)
        } else {
          gradients[view] = gradient
        }
      }
    }
    func mean(_ number: (ObjectiveValue) -> Double) -> Double { values.map(number).reduce(0, +) / Double(pairs.count) }
    let terms = values[0].terms
    return ObjectiveValue(
      loss: mean(\.loss), floor: values[0].floor,
      terms: CorrelationTerms(
        invariance: mean(\.terms.invariance), redundancy: mean(\.terms.redundancy),
        meanDiagonal: mean(\.terms.meanDiagonal), images: terms.images, dimension: terms.dimension, form: terms.form),
      gradients: values[0].gradients == nil ? nil : gradients.compactMap(\.self))
  }
}
