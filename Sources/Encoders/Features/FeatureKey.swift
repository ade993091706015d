/// Everything that the features of some images depend on, in one digest: equal keys mean equal features.
public struct FeatureKey: Hashable, Sendable {
  /// 64 hexadecimal digits.
  public let digest: String
}
