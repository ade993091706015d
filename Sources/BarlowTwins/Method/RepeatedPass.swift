import Distributed
import NN
import Torch

/// One view's way through a backbone that is gone twice: first without a record of it, and when the gradient of its features is
/// known once more, one micro-batch or segment at a time, each pushed back before the next one takes memory.
final class RepeatedPass {
  /// The features `[n, featureCount]`, to which gradients come.
  let features: Tensor

  private let images: Tensor
  private let backbone: any Backbone
  private let parts: [MicroBatch]
  private let recomputes: Bool
  private let mode: (MicroBatch) -> ForwardMode
  private let autocast: (() throws -> Tensor) throws -> Tensor
  /// What went into each segment; empty where it is computed again.
  private var inputs: [Tensor] = []

  /// Goes the first time; running statistics move once, by the whole batch's.
  ///
  /// - Parameters:
  ///   - images: The own rows `[n, C, H, W]` of the view.
  ///   - backbone: The network.
  ///   - saving: What is computed twice.
  ///   - part: The part of the batch that goes through here.
  ///   - mode: Which branches are left out of a micro-batch's rows, and with whom its statistics are taken.
  ///   - autocast: Computes in the precision of the step.
  /// - Throws: `TorchError` if libtorch fails or, of kind `unavailable`, another process.
  init(
    _ images: Tensor, through backbone: any Backbone, saving: MemorySaving, part: BatchPart,
    mode: @escaping (ForwardMode, MicroBatch) -> ForwardMode,
    autocast: @escaping (() throws -> Tensor) throws -> Tensor
  ) throws {
    self.images = images
    self.backbone = backbone
    self.autocast = autocast
    self.mode = { mode(.unrecorded, $0) }
    recomputes = saving.recomputes
    let parts = MicroBatch.parts(saving.microBatches, of: images.size(0), in: part)
    self.parts = parts
    let statistics = DelayedStatistics()
    var inputs: [Tensor] = []
    features = try withoutGradients {
      let pieces = try parts.map { part -> Tensor in
        statistics.images = part.wholeCount
        return try Self.forward(
          Self.select(images, part), through: backbone, mode: mode(.training(delaying: statistics), part),
          keeping: saving.recomputes && parts.count == 1 ? { inputs.append($0) } : nil, autocast)
      }
      try statistics.moveRunningStatisticsByPool()
      return try MicroBatch.joined(pieces, of: parts)
    }
    self.inputs = inputs
    try features.setRequiresGrad(true)
  }

  /// Adds to the parameters' gradients what the features' gradient says.
  func backward() throws {
    guard let gradient = try features.gradient() else { return }
    for part in parts.reversed() {
      let (images, gradient, mode) = (try Self.select(images, part), try part.select(gradient), mode(part))
      if recomputes {
        try backward(gradient, mode, inputs.isEmpty ? self.inputs(images, mode) : inputs)
      } else {
        let output = try autocast { try self.backbone(images, mode: mode) }.to(.float32)
        try Tensor.backward([output], gradients: [gradient])
      }
    }
    inputs = []
  }

  /// What goes into each segment of the backbone.
  private func inputs(_ images: Tensor, _ mode: ForwardMode) throws -> [Tensor] {
    var inputs: [Tensor] = []
    _ = try withoutGradients {
      try Self.forward(images, through: backbone, mode: mode, keeping: { inputs.append($0) }, autocast)
    }
    return inputs
  }

  /// Goes back segment by segment.
  private func backward(_ gradient: Tensor, _ mode: ForwardMode, _ inputs: [Tensor]) throws {
    let segments = backbone.segments
    var (gradient, inputs) = (gradient, inputs)
    for index in segments.indices.reversed() {
      let input = try inputs.removeLast().detach()
      if index > 0 { try input.setRequiresGrad(true) }
      var output = try autocast { try segments[index](input, mode) }
      if index == segments.count - 1 { output = try output.to(.float32) }
      try Tensor.backward([output], gradients: [gradient])
      guard index > 0 else { return }
      guard let next = try input.gradient() else { return }
      gradient = next
    }
  }

  private static func forward(
    _ images: Tensor, through backbone: any Backbone, mode: ForwardMode, keeping keep: ((Tensor) -> Void)?,
    _ autocast: (() throws -> Tensor) throws -> Tensor
  ) throws -> Tensor {
    guard let keep else { return try autocast { try backbone(images, mode: mode) }.to(.float32) }
    return try autocast {
      try backbone.segments.reduce(images) {
        keep($0)
        return try $1($0, mode)
      }
    }.to(.float32)
  }

  private static func select(_ images: Tensor, _ part: MicroBatch) throws -> Tensor {
    part.own == nil ? images : try part.select(images).contiguous(.channelsLast)
  }
}
