import NN
import Torch

/// The head that maps representations `[N, in]` to embeddings `[N, D]`, used in pretraining only.
///
/// Linear layers without bias, with batch normalization and a rectifier after each but the last (arXiv 2103.03230,
/// section 2.2). Weights start as PyTorch's `nn.Linear`.
public final class Projector: Module {
  /// The width of each layer; the last is the embedding dimension D.
  public let widths: [Int]
  /// The embedding dimension D.
  public var dimension: Int { widths[widths.count - 1] }
  private let layers: Sequential

  public init(inputs: Int, widths: [Int], from source: ParameterSource) throws {
    precondition(!widths.isEmpty && widths.allSatisfy { $0 > 0 }, "a projector has layers with features")
    self.widths = widths
    var steps: [any Module] = []
    var previous = inputs
    for (index, width) in widths.enumerated() {
      steps.append(try Linear(previous, width, bias: false, from: source))
      if index < widths.count - 1 {
        steps.append(try BatchNorm(width, from: source))
        steps.append(ReLU())
      }
      previous = width
    }
    layers = Sequential(steps)
  }

  public var children: [(name: String, module: any Module)] { layers.children }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try layers(input, mode: mode)
  }
}
