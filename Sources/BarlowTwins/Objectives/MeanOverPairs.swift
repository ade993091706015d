import Torch

/// The mean of an objective's values over pairs of views, and of its gradients.
///
/// Of a single pair it is that pair's value, bit for bit.
struct MeanOverPairs {
  private let count: Int
  private var values: [ObjectiveValue] = []
  private var gradients: [Tensor?]

  init(viewCount: Int) {
    count = MultiViewObjective.pairs(viewCount: viewCount).count
    gradients = Array(repeating: nil, count: viewCount)
  }

  /// Takes in one pair's value; its gradients are used up.
  mutating func add(_ value: ObjectiveValue, first: Int, second: Int) throws {
    values.append(value)
    guard let (a, b) = value.gradients else { return }
    for (view, gradient) in [(first, a), (second, b)] {
      if count > 1 { try gradient.multiply(1 / Double(count)) }
      if let sum = gradients[view] {
        try sum.add(gradient)
      } else {
        gradients[view] = gradient
      }
    }
  }

  /// The mean over the pairs, all of which must have been added.
  var value: MultiViewValue {
    precondition(values.count == count, "the mean is over all pairs")
    func mean(_ number: (ObjectiveValue) -> Double) -> Double { values.map(number).reduce(0, +) / Double(count) }
    let terms = values[0].terms
    return MultiViewValue(
      loss: mean(\.loss), floor: values[0].floor,
      terms: CorrelationTerms(
        invariance: mean(\.terms.invariance), redundancy: mean(\.terms.redundancy),
        meanDiagonal: mean(\.terms.meanDiagonal), samples: terms.samples, dimension: terms.dimension,
        form: terms.form),
      gradients: gradients.compactMap(\.self))
  }
}
