/// A network that maps images `[N, C, H, W]` to representations `[N, featureCount]`: what pretraining is for.
///
/// Another backbone is a class that conforms to this, and a ``BackboneConfiguration`` that makes it and is entered into
/// `Registry.backbones`.
public protocol Backbone: Module {
  /// What it was made from.
  var configuration: any BackboneConfiguration { get }
}

extension Backbone {
  /// The number of features per image.
  public var featureCount: Int { configuration.featureCount }
}
