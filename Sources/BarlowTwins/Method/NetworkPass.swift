import NN
import Torch

/// The networks as a step runs them: in its precision and mode, with results in single precision.
public struct NetworkPass {
  private let network: TwinNetworks
  private let precision: Precision
  private let device: Device
  private let mode: ForwardMode

  public init(_ network: TwinNetworks, precision: Precision, device: Device, mode: ForwardMode = .training) {
    self.network = network
    self.precision = precision
    self.device = device
    self.mode = mode
  }

  /// The embeddings `[N, D]` of one view's images `[N, C, H, W]`, by ``TwinNetworks/embed(_:view:mode:)``.
  ///
  /// A view at a time, so that batch normalization never mixes their statistics; local crops may be smaller.
  public func embed(_ images: Tensor, view: Int) throws -> Tensor {
    try run { try network.embed(images, view: view, mode: mode) }
  }

  /// The predictor's guess `[N, D]` from embeddings of one view.
  public func predict(_ embeddings: Tensor) throws -> Tensor {
    guard let predictor = network.predictor else { preconditionFailure("the network was made without a predictor") }
    return try run { try predictor(embeddings, mode: mode) }
  }

  private func run(_ forward: () throws -> Tensor) throws -> Tensor {
    try withAutocast(precision.autocast, on: device, forward).to(.float32)
  }
}
