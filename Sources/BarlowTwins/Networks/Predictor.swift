import NN
import Torch

/// The head that guesses one view's embedding `[N, D]` from the other's, for the objective `stop-gradient` only.
///
/// A linear layer to D/4 features without bias, batch normalization, a rectifier, and a linear layer back to D (SimSiam: Chen
/// and He, arXiv 2011.10566, section 3).
public final class Predictor: Module {
  private let layers: Sequential

  /// A predictor of embeddings with `dimension` features.
  public init(dimension: Int, from source: ParameterSource) throws {
    let hidden = max(dimension / 4, 1)
    layers = Sequential([
      try Linear(dimension, hidden, bias: false, from: source),
      try BatchNorm(hidden, from: source), ReLU(),
      try Linear(hidden, dimension, from: source),
    ])
  }

  public var children: [(name: String, module: any Module)] { layers.children }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try layers(input, mode: mode)
  }
}
