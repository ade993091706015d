import Datasets
import Files
import Runs
import TensorFiles

/// The features that a run folder keeps, as ``EncoderFeatures`` uses them: whatever is wrong with it costs time and a note, no more.
final class FeatureStore {
  private let cache: FeatureCache
  private let conditions: (FeatureKind) throws -> FeatureConditions
  private var known: [FeatureKind: FeatureConditions] = [:]

  /// A store in `cache`; `conditions` is asked at most once for each kind of features.
  init(_ cache: FeatureCache, conditions: @escaping (FeatureKind) throws -> FeatureConditions) {
    self.cache = cache
    self.conditions = conditions
  }

  /// The key of a data set's features; nil if they cannot be kept.
  func key(for dataset: any ImageDataset, _ kind: FeatureKind, report: (FeatureEvent) -> Void) throws -> FeatureKey? {
    let conditions = try known[kind] ?? conditions(kind)
    known[kind] = conditions
    do {
      return try conditions.key(for: dataset)
    } catch let error as DatasetError {
      // Whoever loads the images says what is to be done about it.
      report(.note("features are not kept: \(error)"))
      return nil
    }
  }

  /// The features of a key, if they are here and sound.
  ///
  /// Features without some images are of no use to someone who wants such images to be an error.
  func find(_ key: FeatureKey, onBadImage: OnBadImage, report: (FeatureEvent) -> Void) -> ExtractedFeatures? {
    do {
      guard let features = try cache.features(for: key), onBadImage == .skip || features.skipped.isEmpty else {
        return nil
      }
      return features
    } catch {
      let text = String(describing: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      report(.note("\(text); its features are computed again"))
      return nil
    }
  }

  /// Keeps the features of a key, unless the files behind them have changed meanwhile.
  func keep(
    _ features: ExtractedFeatures, for key: FeatureKey, of dataset: any ImageDataset, _ kind: FeatureKind,
    report: (FeatureEvent) -> Void
  ) throws {
    try keep(
      features, indices: features.indices, skipped: features.skipped, for: key, of: dataset, kind, report: report)
  }

  /// Keeps features that need not be in memory.
  func keep(
    _ rows: some EmbeddingRows, indices: [Int], skipped: [String], for key: FeatureKey, of dataset: any ImageDataset,
    _ kind: FeatureKind, report: (FeatureEvent) -> Void
  ) throws {
    guard try self.key(for: dataset, kind, report: report) == key else {
      report(.note("features are not kept: the files of the images changed while they were read"))
      return
    }
    do {
      if try !cache.keep(rows, indices: indices, skipped: skipped, for: key) {
        report(
          .note("features are not kept: they are larger than the \(cache.largestBytes >> 30) GiB of the cache"))
      }
    } catch let error as FileError {
      report(.note("features are not kept: \(error)"))
    }
  }
}
