import Encoders
import Formatting
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
  /// With thousands of classes a vote takes a while.
  private static let queriesPerProgress = 256
  /// The number of neighbours of the published method.
  public static let publishedK = 200

  /// A classifier whose neighbours are `bank`, every image of which needs a label.
  ///
  /// `progress` is told now and then; what it throws stops the work.
  public init(bank: ExtractedFeatures, progress: (WorkProgress) throws -> Void = { _ in }) throws {
    let labels = try bank.labels.requireLabels(of: "training")
    // Two tables of thousands of images take gigabytes, and a classifier is asked once or twice.
    self.bank = try FeatureBank(bank.features, keepsDirections: false, progress: progress)
    let classes = ClassIndex(labels)
    self.classes = classes
    bankClasses = labels.compactMap { classes.position(of: $0) }
  }

  /// The number of labelled images that neighbours are chosen from.
  public var bankCount: Int { bank.count }

  /// The `k` nearest labelled images of each row of `features` `[M, D]`, from which votes with any smaller k follow.
  public func neighbors(of features: Tensor, k: Int) throws -> NearestNeighbors {
    try bank.neighbors(of: features, k: k)
  }

  /// The label that the first `k` neighbours of each query vote for.
  ///
  /// - Throws: ``EvaluationError`` if `k` is larger than the number of neighbours or the temperature is not above 0.
  public func predictions(_ neighbors: NearestNeighbors, k: Int, temperature: Double) throws -> [Int] {
    var predictions: [Int] = []
    predictions.reserveCapacity(neighbors.count)
    try forEachVote(neighbors, k: k, temperature: temperature) { _, votes in
      predictions.append(classes.labels[votes.winner])
    }
    return predictions
  }

  /// The share of `queries` whose label the vote tells, each without its own vote if they are the labelled images themselves.
  ///
  /// - Throws: ``EvaluationError`` for a missing label, `k` beyond the bank, or other dimensions.
  public func evaluate(
    _ queries: ExtractedFeatures, k: Int = publishedK, temperature: Double = publishedTemperature,
    leavesOneOut: Bool = false, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> KNNResult {
    try evaluate(queries, ks: [k], temperatures: [temperature], leavesOneOut: leavesOneOut, progress: progress)[0]
      .result
  }

  /// The shares for every number of neighbours with every temperature; neighbours are searched once.
  ///
  /// - Parameters:
  ///   - queries: The test images, all with labels.
  ///   - ks: The numbers of neighbours; at least one.
  ///   - temperatures: The temperatures; at least one.
  ///   - leavesOneOut: Whether the queries are the labelled images themselves, each of which does not vote on itself.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: For the first k each temperature in turn, then for the next k.
  /// - Throws: ``EvaluationError`` for a missing label, a `k` beyond the bank, a temperature that is not above 0, or other
  ///   dimensions.
  public func evaluate(
    _ queries: ExtractedFeatures, ks: [Int], temperatures: [Double], leavesOneOut: Bool = false,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> [(result: KNNResult, confusion: ConfusionMatrix)] {
    let labels = try queries.labels.requireLabels(of: "test")
    guard let largest = ks.max(), let smallest = ks.min(), !temperatures.isEmpty else {
      throw EvaluationError(.usage, "there is no k or no temperature to evaluate; give at least one of each")
    }
    // The smallest is checked first: the search is for the largest.
    guard smallest >= 1 else {
      throw EvaluationError(.usage, "\(smallest) neighbours cannot vote; give k of at least 1")
    }
    let neighbors = try bank.neighbors(
      of: queries.features, k: largest, excludesOwnRows: leavesOneOut, progress: progress)
    return try ks.flatMap { k in
      try temperatures.map { temperature in
        let task = "votes of \(k), temperature \(NumberText.plain(temperature))"
        try progress(WorkProgress(task))
        return try score(
          neighbors, labels: labels, classNames: queries.classNames, k: k, temperature: temperature
        ) { try progress(WorkProgress("\(task):", done: $0, of: labels.count, as: .count)) }
      }
    }
  }

  private func score(
    _ neighbors: NearestNeighbors, labels: [Int], classNames: [String], k: Int, temperature: Double,
    progress: (_ done: Int) throws -> Void
  ) throws -> (result: KNNResult, confusion: ConfusionMatrix) {
    var accuracy = TopKAccuracy(classCount: classes.count)
    var predictions: [Int] = []
    try forEachVote(neighbors, k: k, temperature: temperature) { query, votes in
      predictions.append(classes.labels[votes.winner])
      accuracy.add(place: classes.position(of: labels[query]).flatMap { votes.place(of: $0) })
      if query % Self.queriesPerProgress == Self.queriesPerProgress - 1 { try progress(query + 1) }
    }
    return (
      KNNResult(
        top1: accuracy.top1, top5: accuracy.top5, k: k, temperature: temperature, images: labels.count,
        classes: classes.count),
      ConfusionMatrix(truth: labels, predictions: predictions, candidates: classes.labels, classNames: classNames)
    )
  }

  /// Calls `body` with each query and the votes for each class, by position in `classes`.
  private func forEachVote(
    _ neighbors: NearestNeighbors, k: Int, temperature: Double,
    _ body: (_ query: Int, _ votes: ClassVotes) throws -> Void
  ) throws {
    guard (1...max(neighbors.k, 1)).contains(k) else {
      throw EvaluationError(.usage, "\(k) of \(neighbors.k) neighbours cannot vote; give k from 1 to \(neighbors.k)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw EvaluationError(.usage, "the temperature is \(temperature); give a number above 0, such as 0.07")
    }
    var votes = ClassVotes(classCount: classes.count)
    for query in 0..<neighbors.count {
      votes.clear()
      let first = query * neighbors.k
      // Relative to the nearest one: exp(1/τ) itself overflows for small temperatures.
      let nearest = neighbors.similarities[first]
      for place in first..<(first + k) {
        let weight = exp(Double(neighbors.similarities[place] - nearest) / temperature)
        votes.add(weight, to: bankClasses[Int(neighbors.rows[place])])
      }
      try body(query, votes)
    }
  }
}
