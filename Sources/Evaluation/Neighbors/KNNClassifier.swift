import Foundation
import Torch

/// Classification by the weighted vote of the nearest neighbours, as in instance discrimination.
///
/// Each of the k most similar labelled images votes for its class with weight exp(similarity / τ), the similarity being
/// the cosine (Wu et al., arXiv 1805.01978, section 3.4). Among classes with equal votes the lowest label wins.
public struct KNNClassifier {
  private let bank: FeatureBank
  private let classes: ClassIndex
  /// The class of each row of the bank, by position in `classes`.
  private let bankClasses: [Int]

  /// The temperature of the published method.
  public static let publishedTemperature = 0.07
  /// The number of neighbours of the published method.
  public static let publishedK = 200

  /// A classifier whose neighbours are `bank`, every image of which needs a label.
  public init(bank: ExtractedFeatures) throws {
    let labels = try bank.requireLabels(of: "training")
    self.bank = try FeatureBank(bank.features)
    let classes = ClassIndex(labels)
    self.classes = classes
    bankClasses = labels.compactMap { classes.position(of: $0) }
  }

  /// The `k` nearest labelled images of each row of `features` `[M, D]`, from which votes with any smaller k follow.
  public func neighbors(of features: Tensor, k: Int) throws -> NearestNeighbors {
    try bank.neighbors(of: features, k: k)
  }

  /// The label that the first `k` neighbours of each query vote for.
  ///
  /// - Throws: ``EvaluationError`` if `k` is larger than the number of neighbours or the temperature is not above 0.
  public func predictions(_ neighbors: NearestNeighbors, k: Int, temperature: Double) throws -> [Int] {
    guard (1...max(neighbors.k, 1)).contains(k) else {
      throw EvaluationError(.usage, "\(k) of \(neighbors.k) neighbours cannot vote; give k from 1 to \(neighbors.k)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw EvaluationError(.usage, "the temperature is \(temperature); give a number above 0, such as 0.07")
    }
    var votes = [Double](repeating: 0, count: classes.count)
    return (0..<neighbors.count).map { query in
      for index in votes.indices { votes[index] = 0 }
      let first = query * neighbors.k
      // Relative to the nearest one: exp(1/τ) itself overflows for small temperatures.
      let nearest = neighbors.similarities[first]
      for place in first..<(first + k) {
        let weight = exp(Double(neighbors.similarities[place] - nearest) / temperature)
        votes[bankClasses[Int(neighbors.rows[place])]] += weight
      }
      var best = 0
      for index in votes.indices where votes[index] > votes[best] { best = index }
      return classes.labels[best]
    }
  }

  /// The share of `queries` whose label the vote tells.
  ///
  /// - Throws: ``EvaluationError`` for a missing label, `k` beyond the bank, or other dimensions.
  public func evaluate(
    _ queries: ExtractedFeatures, k: Int = publishedK, temperature: Double = publishedTemperature
  ) throws -> KNNResult {
    let labels = try queries.requireLabels(of: "test")
    let predictions = try predictions(neighbors(of: queries.features, k: k), k: k, temperature: temperature)
    let correct = zip(predictions, labels).count { $0 == $1 }
    return KNNResult(
      top1: Double(correct) / Double(labels.count), k: k, temperature: temperature, samples: labels.count,
      classes: classes.count)
  }
}
