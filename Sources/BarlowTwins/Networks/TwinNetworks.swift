import NN
import Torch

/// The networks of the two views: one that both share, or two of the same shape with weights of their own.
public final class TwinNetworks: Module {
  /// Whether the views share their network.
  public enum Sharing: String, CaseIterable, Sendable, Codable {
    case shared, separate
  }

  private let towers: [Tower]

  public init(
    _ configuration: ResNetConfiguration, projector widths: [Int], sharing: Sharing, from source: ParameterSource
  ) throws {
    towers = try (0..<(sharing == .shared ? 1 : 2)).map { _ in
      try Tower(configuration, projector: widths, from: source)
    }
  }

  /// The network that is kept after training: view A's.
  public var tower: Tower { towers[0] }

  /// A shared network has the keys of its parts; separate ones stand under `a.` and `b.`.
  public var children: [(name: String, module: any Module)] {
    towers.count == 1 ? towers[0].children : [("a", towers[0]), ("b", towers[1])]
  }

  /// The embeddings `[N, D]` of one view's images `[N, C, H, W]`.
  public func embed(_ images: Tensor, view: Int, training: Bool) throws -> Tensor {
    try towers[min(view, towers.count - 1)](images, training: training)
  }

  public func callAsFunction(_ input: Tensor, training: Bool) throws -> Tensor {
    try embed(input, view: 0, training: training)
  }
}
