import NN
import Torch

/// The network f of one view: a backbone and, for pretraining, a projector on it.
public final class EmbeddingNetwork: Module {
  public let backbone: any Backbone
  public let projector: Projector

  public init(_ configuration: any BackboneConfiguration, projector widths: [Int], from source: ParameterSource) throws
  {
    backbone = try configuration.make(from: source)
    projector = try Projector(inputs: backbone.featureCount, widths: widths, from: source)
  }

  public var children: [(name: String, module: any Module)] { [("backbone", backbone), ("projector", projector)] }

  /// Images `[N, C, H, W]` to embeddings `[N, D]`.
  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try projector(backbone(input, mode: mode), mode: mode)
  }
}
