import Clustering
import Formatting
import Foundation

/// Images whose class disagrees with all their neighbours: probably mislabelled.
///
/// Each labelled image is asked about the others by kNN with weighted votes exp(similarity / 0.1), as `evaluate knn` does. An image is suspect
/// if none of its k nearest neighbours has its class; suspects are ranked by the share of the votes that another class got.
public struct SuspectLabels: Sendable {
  /// What the neighbours of an image say.
  public struct Verdict: Sendable, Equatable {
    /// The row of the image.
    public let row: Int
    /// The class that it has.
    public let label: Int
    /// The class that most votes are for, of the others; nil if all votes are for its own.
    public let suggestion: Int?
    /// The share of the votes for that class.
    public let confidence: Double
    /// The share of the votes for its own class.
    public let ownShare: Double
  }

  /// All images that could be judged, the most suspect first.
  public let ranking: [Verdict]
  /// How many of them, the first of ``ranking``, have no neighbour of their own class.
  public let count: Int
  /// Images that are alone in their class, of which neighbours can tell nothing.
  public let unjudged: Int
  /// The number of neighbours.
  public let k: Int
  /// How many images each was compared with.
  public let references: Int

  /// Of more labelled images than these, as many are drawn that all are compared with.
  public static let largestReferences = 50_000

  /// Judges the labels of images.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`, of unit length.
  ///   - labels: The class of each row; rows without one take no part.
  ///   - k: The number of neighbours; fewer where there are not as many labelled images.
  ///   - seed: The seed by which images to compare with are drawn.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `ClusteringError` for fewer than two classes or three labelled images; what `progress` throws.
  public init(
    _ features: some FeatureRows, labels: [Int?], k: Int = 20, seed: UInt64 = 0,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let labelled = labels.indices.filter { labels[$0] != nil }
    let classes = Set(labels.compactMap { $0 })
    guard labelled.count >= 3, classes.count >= 2 else {
      throw ClusteringError(
        .badData,
        labelled.isEmpty
          ? "no image has a class that could be wrong; put each class into a folder of its own, or give a table of labels"
          : "\(NumberText.count(labelled.count, "labelled image")) of \(classes.count == 1 ? "1 class" : "\(classes.count) classes") "
            + "cannot contradict each other; give at least 3 of at least 2 classes")
    }
    let neighbors = try ReferenceNeighbors(
      features, candidates: labelled, largest: Self.largestReferences, seed: seed)
    let k = min(k, neighbors.largestK)
    var sizes: [Int: Int] = [:]
    for row in neighbors.references { if let label = labels[row] { sizes[label, default: 0] += 1 } }
    let isReference = Set(neighbors.references)
    var (verdicts, unjudged): ([Verdict], Int) = ([], 0)
    try neighbors.forEachRow(k: k, progress: progress) { row, found in
      guard let label = labels[row] else { return }
      guard sizes[label, default: 0] > (isReference.contains(row) ? 1 : 0) else { return unjudged += 1 }
      var votes: [Int: Double] = [:]
      for neighbor in found {
        if let other = labels[neighbor.row] { votes[other, default: 0] += exp(Double(neighbor.similarity) / 0.1) }
      }
      let all = votes.values.reduce(0, +)
      // Among equals the lower class.
      let best = votes.filter { $0.key != label }.max { ($0.value, $1.key) < ($1.value, $0.key) }
      verdicts.append(
        Verdict(
          row: row, label: label, suggestion: best?.key, confidence: (best?.value ?? 0) / all,
          ownShare: (votes[label] ?? 0) / all))
    }
    ranking = verdicts.sorted {
      let (a, b) = ($0.ownShare == 0 ? 0 : 1, $1.ownShare == 0 ? 0 : 1)
      return a != b ? a < b : ($1.confidence - $1.ownShare, $0.row) < ($0.confidence - $0.ownShare, $1.row)
    }
    count = verdicts.count { $0.ownShare == 0 }
    self.unjudged = unjudged
    self.k = k
    references = neighbors.references.count
  }
}
