/// A backbone that is recognized in a dictionary of tensors by their names and shapes.
public struct BackboneInKeys {
  /// What stands before all its names, such as `module.backbone.`.
  public let prefix: String
  /// Its shape.
  public let configuration: any BackboneConfiguration
  /// What a name of its state dictionary is called there, without the prefix.
  public let name: @Sendable (_ own: String) -> String
  /// Whose names these are, for people; nil for torchvision's.
  public let scheme: String?

  public init(
    prefix: String, configuration: any BackboneConfiguration, scheme: String? = nil,
    name: @escaping @Sendable (_ own: String) -> String = { $0 }
  ) {
    (self.prefix, self.configuration, self.scheme, self.name) = (prefix, configuration, scheme, name)
  }
}
