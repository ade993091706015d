import NN
import Torch

/// The networks of the two views: one that both share, or two of the same shape with weights of their own.
public final class TwinNetworks: Module {
  /// Whether the views share their network.
  public enum Sharing: String, CaseIterable, Sendable, Codable {
    case shared, separate
  }

  private let twins: [EmbeddingNetwork]
  /// The head that guesses embeddings, if the objective needs one; all views share it.
  public let predictor: Predictor?

  /// - Parameters:
  ///   - configuration: The backbone.
  ///   - widths: The widths of the projector's layers.
  ///   - sharing: Whether the views share their network.
  ///   - hasPredictor: Whether there is a ``Predictor``, as the objective `stop-gradient` needs.
  ///   - source: Where parameters come from; the twins draw first.
  /// - Throws: `TorchError` if libtorch fails.
  public init(
    _ configuration: any BackboneConfiguration, projector widths: [Int], sharing: Sharing, hasPredictor: Bool = false,
    from source: ParameterSource
  ) throws {
    let twins = try (0..<(sharing == .shared ? 1 : 2)).map { _ in
      try EmbeddingNetwork(configuration, projector: widths, from: source)
    }
    self.twins = twins
    predictor = hasPredictor ? try Predictor(dimension: twins[0].projector.dimension, from: source) : nil
  }

  /// The networks: one that the views share, or view A's and view B's.
  public var networks: [EmbeddingNetwork] { twins }

  /// The network that is kept after training: view A's.
  public var networkA: EmbeddingNetwork { twins[0] }

  /// A shared network has the keys of its parts; separate ones stand under `a.` and `b.`.
  public var children: [(name: String, module: any Module)] {
    (twins.count == 1 ? twins[0].children : [("a", twins[0]), ("b", twins[1])])
      + (predictor.map { [("predictor", $0)] } ?? [])
  }

  /// The embeddings `[N, D]` of one view's images `[N, C, H, W]`: 0 and 1 are A and B, further ones local crops.
  ///
  /// Local crops need a shared network: they are neither A's nor B's.
  public func embed(_ images: Tensor, view: Int, mode: ForwardMode) throws -> Tensor {
    try network(ofView: view)(images, mode: mode)
  }

  /// The network that one view goes through.
  func network(ofView view: Int) -> EmbeddingNetwork {
    precondition(twins.count == 1 || view < 2, "separate twins have two views")
    return twins[twins.count == 1 ? 0 : view]
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try embed(input, view: 0, mode: mode)
  }
}
