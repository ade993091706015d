/// A backbone that is recognized in a dictionary of tensors by their names and shapes.
public struct BackboneInKeys {
  /// What stands before all its names, such as `module.backbone.`.
  public let prefix: String
  /// Its shape.
  public let configuration: any BackboneConfiguration
  /// What a name of its state dictionary is called there, without the prefix.
  public let name: @Sendable (_ own: String) -> String
  /// The shape that a parameter of the network has there, other than its own by dimensions of 1 alone.
  public let shape: @Sendable (_ own: String, _ ownShape: [Int]) -> [Int]
  /// What the names of its classifier begin with there, without the prefix, where they could be taken for parts of the network.
  public let classifiers: [String]
  /// Whose names these are, for people; nil for torchvision's.
  public let scheme: String?
  /// How images are resized for networks of this kind, as torchvision names it: `bicubic` or `bilinear`.
  public let interpolation: String

  public init(
    prefix: String, configuration: any BackboneConfiguration, scheme: String? = nil, classifiers: [String] = [],
    interpolation: String = "bilinear",
    name: @escaping @Sendable (_ own: String) -> String = { $0 },
    shape: @escaping @Sendable (_ own: String, _ ownShape: [Int]) -> [Int] = { $1 }
  ) {
    (self.prefix, self.configuration, self.scheme, self.name) = (prefix, configuration, scheme, name)
    (self.classifiers, self.interpolation, self.shape) = (classifiers, interpolation, shape)
  }
}
