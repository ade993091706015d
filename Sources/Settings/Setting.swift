/// A setting of a training: one key of a configuration, which is also the flag and the property of the same name.
public struct Setting: Equatable, Sendable {
  /// The key, such as `batchSize`.
  public let name: String
  /// What values it takes.
  public let kind: SettingKind

  public init(_ name: String, _ kind: SettingKind) {
    self.name = name
    self.kind = kind
  }
}
