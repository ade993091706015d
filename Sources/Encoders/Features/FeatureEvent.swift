import Runs

/// What ``EncoderFeatures`` has to tell beside its result.
public enum FeatureEvent: Equatable, Sendable {
  /// Features that the cache held.
  case cached(count: Int, kind: FeatureKind)
  /// An image that is missing in cached features, and why.
  case skipped(String)
  /// Something about the cache that costs time and no more.
  case note(String)
}
