import Clustering
import Evaluation
import Formatting
import Selection
import Torch

/// All that a page of images in the plane shows of them: places, groups, exact neighbours, and classes that neighbours contradict.
///
/// The same features, classes and seed give the same gallery, on the same machine with the same number of threads.
public struct Gallery: Sendable {
  /// The map.
  public let map: NeighborMap
  /// How many neighbours stay neighbours on the map.
  public let quality: MapQuality
  /// The groups, the largest first.
  public let groups: KMeansResult
  /// What was tried to choose their number; nil where it was given.
  public let curve: [ClusterCountSearch.Point]?
  /// The most similar other images of each, exactly.
  public let neighbors: NearestNeighbors
  /// The class of each row.
  public let labels: [Int?]
  /// What the neighbours say of the class of each row; nil for a row without one, or alone in it, and for all without two classes.
  public let verdicts: [SuspectLabels.Verdict?]

  /// Of more images than these a page is more than browsers are quick with.
  public static let largestCount = 50_000

  /// Lays out, groups and compares the rows of `features`.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`, of unit length; 3 rows to ``largestCount``.
  ///   - labels: The class of each row; nil for one without.
  ///   - settings: How it is done.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `ClusteringError` for too few or too many rows, or rows that are all the same; `TorchError` when memory is short; what
  ///   `progress` throws.
  public init(
    _ features: some FeatureRows, labels: [Int?], settings: GallerySettings = GallerySettings(),
    threads: Int = Runtime.threadCount, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let count = features.count
    precondition(labels.count == count, "each row has a class or none")
    try Self.check(count: count, neighbors: settings.neighborCount)
    var search = ClusterCountSearch()
    search.seed = settings.seed
    var clustering = KMeans(clusterCount: settings.clusterCount ?? 2)
    clustering.seed = settings.seed
    clustering.restarts = settings.restarts
    (groups, curve) = try search.groups(
      features, clusters: settings.clusterCount, by: clustering, threads: threads
    ) { try progress($0.within("groups")) }
    let asked = max(settings.neighborCount, NeighborMap.neighborCount, MapQuality.neighborCount)
    let nearest = try Self.neighbors(of: features, k: min(asked, count - 1), progress)
    let plane = try PrincipalPlane(features, threads: threads, progress: progress).places
    map = try NeighborMap(nearest, from: plane, seed: settings.seed, progress: progress)
    quality = try MapQuality(nearest, map: map.places, plane: plane, seed: settings.seed, progress: progress)
    neighbors = nearest.first(settings.neighborCount)
    self.labels = labels
    verdicts = try Self.verdicts(features, labels, seed: settings.seed, progress)
  }

  /// Whether a gallery can be made of so many images, before anything is computed.
  ///
  /// - Parameters:
  ///   - count: The number of images.
  ///   - neighbors: How many neighbours each is shown with.
  /// - Throws: `ClusteringError` if not.
  public static func check(count: Int, neighbors: Int) throws {
    guard count >= 3 else {
      throw ClusteringError(
        .badData,
        "there \(count == 1 ? "is" : "are") only \(NumberText.count(count, "image")) and no map to draw; give at least 3"
      )
    }
    guard count <= largestCount else {
      throw ClusteringError(
        .usage,
        "\(NumberText.count(count, "image")) are more than a page can show, which is \(NumberText.grouped(largestCount)); choose some of them"
      )
    }
    guard (1..<count).contains(neighbors) else {
      throw ClusteringError(
        .usage,
        "\(neighbors) neighbours cannot be found among \(NumberText.count(count, "image")); ask for 1 to \(count - 1)")
    }
  }

  private static func neighbors(
    of features: some FeatureRows, k: Int, _ progress: (WorkProgress) throws -> Void
  ) throws -> NearestNeighbors {
    let all = Array(0..<features.count)
    var (rows, similarities) = ([Int32](), [Float]())
    rows.reserveCapacity(k * all.count)
    similarities.reserveCapacity(k * all.count)
    let references = try ReferenceNeighbors(features, candidates: all, largest: all.count, seed: 0)
    try references.forEachRow(k: k, progress: progress) { _, found in
      rows += found.map { Int32($0.row) }
      similarities += found.map(\.similarity)
    }
    return NearestNeighbors(k: k, rows: rows, similarities: similarities)
  }

  private static func verdicts(
    _ features: some FeatureRows, _ labels: [Int?], seed: UInt64, _ progress: (WorkProgress) throws -> Void
  ) throws -> [SuspectLabels.Verdict?] {
    var verdicts = [SuspectLabels.Verdict?](repeating: nil, count: features.count)
    let known = labels.compactMap { $0 }
    guard known.count >= 3, Set(known).count >= 2 else { return verdicts }
    let suspects = try SuspectLabels(features, labels: labels, seed: seed) { try progress($0.within("classes")) }
    for verdict in suspects.ranking { verdicts[verdict.row] = verdict }
    return verdicts
  }
}
