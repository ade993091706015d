import NN
import Torch

/// The network f of one view: a backbone and, for pretraining, a projector on it.
public final class Tower: Module {
  public let backbone: ResNet
  public let projector: Projector

  public init(_ configuration: ResNetConfiguration, projector widths: [Int], from source: ParameterSource) throws {
    backbone = try ResNet(configuration, from: source)
    projector = try Projector(inputs: backbone.featureCount, widths: widths, from: source)
  }

  public var children: [(name: String, module: any Module)] { [("backbone", backbone), ("projector", projector)] }

  /// Images `[N, C, H, W]` to embeddings `[N, D]`.
  public func callAsFunction(_ input: Tensor, training: Bool) throws -> Tensor {
    try projector(backbone(input, training: training), training: training)
  }
}
