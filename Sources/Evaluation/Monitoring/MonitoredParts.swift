import Datasets
import Runs
import Settings
import Training

/// The images that a monitored training uses, apart: those to train on, and those that the monitor looks at.
public struct MonitoredParts: TrainingParts {
  /// The images to train on: all, unless some are held out for the vote of neighbours.
  public let training: any ImageDataset
  /// The monitor; nil if nothing is watched.
  public let monitor: (any TrainingMonitor)?

  /// The most images whose class is voted on, and so the most that are held out.
  public static let mostQueries = 512
  /// The most images that are neighbours.
  public static let mostNeighbors = 2048
  /// The most images whose embeddings are diagnosed.
  public static let mostDiagnosed = 512
  /// With fewer held out, images of training are diagnosed.
  static let leastDiagnosed = 128
  /// The largest share of the images that is held out.
  static let heldOutShare = 0.1

  /// Divides `dataset` as `configuration` asks; which images are held out depends on its seed.
  ///
  /// Images without a class are trained on, and neither vote nor are voted on.
  ///
  /// - Throws: `ConfigurationError` if neighbours shall vote but no image has a class; `DatasetError` if too few images have each
  ///   class.
  public init(_ dataset: any ImageDataset, configuration: TrainingConfiguration) throws {
    let seed = configuration.seed
    guard configuration.monitor.watchesNeighbors else {
      training = dataset
      monitor =
        configuration.monitor == .off
        ? nil : try OnlineMonitor(configuration, diagnosed: Self.diagnosed(dataset, seed: seed), vote: nil)
      return
    }
    guard (0..<dataset.count).contains(where: { dataset.label(at: $0) != nil }) else {
      throw ConfigurationError(
        "\(setting: "monitor") \(configuration.monitor.rawValue) needs the classes of images, and none of \(configuration.data) has one; "
          + "put each class into a folder of its own, or give \(setting: "monitor") diagnosis")
    }
    let labelled = Subset.labelled(dataset)
    let fraction = min(Self.heldOutShare, Double(Self.mostQueries) / Double(max(labelled.count, 1)))
    let parts = try Subset.holdingOut(HeldOut(fraction: fraction, seed: seed), of: labelled)
    let seen = Self.without(parts.test, dataset, labelledCount: labelled.count) ?? parts.train
    guard seen.count >= configuration.batchSize else {
      throw ConfigurationError(
        "\(seen.count) images are left to train on when \(parts.test.count) are held out for "
          + "\(setting: "monitor") \(configuration.monitor.rawValue), less than a batch of \(configuration.batchSize); "
          + "give a smaller \(setting: "batchSize") or \(setting: "monitor") diagnosis")
    }
    training = seen
    // A rank needs more images than a vote.
    let unseen: any ImageDataset = parts.test.count >= Self.leastDiagnosed ? parts.test : seen
    monitor = try OnlineMonitor(
      configuration, diagnosed: configuration.monitor.diagnoses ? Self.diagnosed(unseen, seed: seed) : nil,
      vote: (Subset.sample(parts.train, count: Self.mostNeighbors, seed: seed), parts.test))
  }

  /// All images of a data set but those of a part of its labelled ones; nil if all are labelled.
  private static func without(_ part: Subset, _ dataset: any ImageDataset, labelledCount: Int) -> Subset? {
    guard labelledCount < dataset.count else { return nil }
    let labelled = (0..<dataset.count).filter { dataset.label(at: $0) != nil }
    let held = Set(part.indices.map { labelled[$0] })
    return Subset(dataset, indices: (0..<dataset.count).filter { !held.contains($0) })
  }

  private static func diagnosed(_ dataset: any ImageDataset, seed: UInt64) throws -> any ImageDataset {
    try Subset.sample(dataset, count: mostDiagnosed, seed: seed)
  }
}
