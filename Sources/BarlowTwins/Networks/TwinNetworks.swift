import NN
import Torch

/// The networks of the two views: one that both share, or two of the same shape with weights of their own.
public final class TwinNetworks: Module {
  /// Whether the views share their network.
  public enum Sharing: String, CaseIterable, Sendable, Codable {
    case shared, separate
  }

  private let towers: [Tower]
  /// The head that guesses embeddings, if the objective needs one; all views share it.
  public let predictor: Predictor?

  /// - Parameters:
  ///   - configuration: The backbone.
  ///   - widths: The widths of the projector's layers.
  ///   - sharing: Whether the views share their network.
  ///   - hasPredictor: Whether there is a ``Predictor``, as the objective `stop-gradient` needs.
  ///   - source: Where parameters come from; the towers draw first.
  /// - Throws: `TorchError` if libtorch fails.
  public init(
    _ configuration: ResNetConfiguration, projector widths: [Int], sharing: Sharing, hasPredictor: Bool = false,
    from source: ParameterSource
  ) throws {
    let towers = try (0..<(sharing == .shared ? 1 : 2)).map { _ in
      try Tower(configuration, projector: widths, from: source)
    }
    self.towers = towers
    predictor = hasPredictor ? try Predictor(dimension: towers[0].projector.dimension, from: source) : nil
  }

  /// The network that is kept after training: view A's.
  public var tower: Tower { towers[0] }

  /// A shared network has the keys of its parts; separate ones stand under `a.` and `b.`.
  public var children: [(name: String, module: any Module)] {
    (towers.count == 1 ? towers[0].children : [("a", towers[0]), ("b", towers[1])])
      + (predictor.map { [("predictor", $0)] } ?? [])
  }

  /// The embeddings `[N, D]` of one view's images `[N, C, H, W]`: 0 and 1 are A and B, further ones local crops.
  ///
  /// Local crops need a shared network: they are neither A's nor B's.
  public func embed(_ images: Tensor, view: Int, training: Bool) throws -> Tensor {
    precondition(towers.count == 1 || view < 2, "separate towers have two views")
    return try towers[towers.count == 1 ? 0 : view](images, training: training)
  }

  public func callAsFunction(_ input: Tensor, training: Bool) throws -> Tensor {
    try embed(input, view: 0, training: training)
  }
}
