import Distributed
import NN
import Torch

/// The networks as one step runs them: in its precision and mode, with results in single precision.
///
/// With a team of threads the views go through the network at the same time, and their gradients back. The graph of derivatives
/// is cut behind each view's embeddings, so that an objective may compute whatever it likes of them.
public final class NetworkPass {
  private let network: TwinNetworks
  private let precision: Precision
  /// The weights as products take them, prepared once for all views.
  let preparedWeights = PreparedWeights()
  private let device: Device
  private let mode: ForwardMode
  private let team: ThreadTeam?
  private let draw: StepDraw?
  /// The part of the batch that goes through the network here.
  let part: BatchPart
  /// Who shares the batch on the training's thread; nil where it is whole.
  var group: (any BatchGroup)? { mode.group }
  /// The number of views, and of batches mixed of them, that have gone through the network.
  private var passCount = 0
  /// Where the graph is cut: behind the embeddings of views with threads of their own, and of what came alone.
  private var cuts: [(output: Tensor, leaf: Tensor)] = []
  private var lateCuts: [(output: Tensor, leaf: Tensor)] = []
  private let saving: MemorySaving
  private var repeated: [RepeatedPass] = []

  /// Prepares a pass.
  ///
  /// - Parameters:
  ///   - network: The networks of the views.
  ///   - precision: The precision of products and convolutions.
  ///   - device: Where the images are.
  ///   - mode: What batch normalization does.
  ///   - team: The threads of the views; nil, and any mode but plain training, runs one view after the other on the calling thread.
  ///   - draw: Which step it is, for backbones that leave out residual branches at random in training; nil leaves out none.
  ///   - part: The part of the batch that goes through the network here, in training, where other processes have the rest.
  ///   - saving: What is computed twice in plain training; views then go one after the other.
  public init(
    _ network: TwinNetworks, precision: Precision, device: Device, mode: ForwardMode = .training,
    team: ThreadTeam? = nil, draw: StepDraw? = nil, part: BatchPart = .whole, saving: MemorySaving = .none
  ) {
    precondition((team?.count ?? 2) == 2, "gradients of more than two threads would be summed in the order of arrival")
    self.network = network
    self.precision = precision
    self.device = device
    self.mode = mode.sharing(part.group.ofThread(0))
    self.draw = draw
    self.part = part
    let isPlain = mode.statistics == .batch && mode.updatesRunningStatistics && mode.group == nil
    self.saving = isPlain ? saving : .none
    self.team = isPlain && saving == .none ? team : nil
  }

  /// The embeddings `[N, D]` of all views' images `[N, C, H, W]`, by ``TwinNetworks/embed(_:view:mode:)``.
  ///
  /// The running statistics move view by view, whichever is ready first.
  public func embed(_ views: [Tensor]) throws -> [Tensor] {
    guard let team else { return try views.enumerated().map { try embed($1, view: $0) } }
    let statistics = views.map { _ in DelayedStatistics() }
    // Each thread takes statistics together with the same thread of the other processes.
    let modes = statistics.enumerated().map { view, statistics in
      nextMode(.training(delaying: statistics).sharing(part.group.ofThread(view % team.count)))
    }
    let outputs = try team.map(views.count) { [self] view in
      try run { try network.embed(views[view], view: view, mode: modes[view]) }
    }
    for view in statistics { try view.moveRunningStatistics() }
    let new = try outputs.map(Self.cut)
    cuts += new
    return new.map(\.leaf)
  }

  /// The embeddings `[N, D]` of one view's images `[N, C, H, W]`, by ``TwinNetworks/embed(_:view:mode:)``.
  ///
  /// A view at a time, so that batch normalization never mixes their statistics; local crops may be smaller.
  public func embed(_ images: Tensor, view: Int) throws -> Tensor {
    guard saving == .none else { return try embedTwice(images, view: view) }
    let mode = nextMode(mode)
    let output = try run { try network.embed(images, view: view, mode: mode) }
    guard team != nil else { return output }
    let new = try Self.cut(output)
    lateCuts.append(new)
    return new.leaf
  }

  /// The embeddings of one view, of whose way through the backbone nothing is kept.
  private func embedTwice(_ images: Tensor, view: Int) throws -> Tensor {
    let pass = passCount
    passCount += 1
    let network = network.network(ofView: view)
    let features = try RepeatedPass(
      images, through: network.backbone, saving: saving, part: part,
      mode: { [group, draw] mode, part in
        mode.sharing(group).dropping(
          draw.map { BranchDraw(seed: $0.seed, step: $0.step, pass: pass, rows: part.rows) })
      },
      autocast: { [precision, device, preparedWeights] in
        try withAutocast(precision.autocast, on: device, sharing: preparedWeights, $0)
      })
    repeated.append(features)
    return try run { try network.projector(features.features, mode: mode) }
  }

  /// The predictor's guess `[N, D]` from embeddings of one view.
  public func predict(_ embeddings: Tensor) throws -> Tensor {
    guard let predictor = network.predictor else { preconditionFailure("the network was made without a predictor") }
    return try run { try predictor(embeddings, mode: mode) }
  }

  /// Accumulates the gradients of all parameters, given those with respect to what was computed of the embeddings.
  ///
  /// Each of two threads adds up the gradients of its own views, and adds the sum to what is there: nothing, or the other's sum,
  /// which gives the same bits whichever comes first. So those of parameters must have been cleared, and what went through the network alone
  /// adds its own when both are done.
  public func backward(_ roots: [Tensor], gradients: [Tensor]) throws {
    try team.betweenPasses(roots.reduce(0) { $0 + $1.elementCount }) {
      try Tensor.backward(roots, gradients: gradients)
    }
    // The last first, as one graph of all would be gone through.
    while let last = repeated.popLast() { try last.backward() }
    guard let team, !cuts.isEmpty || !lateCuts.isEmpty else { return }
    let views = try cuts.map(Self.withGradient)
    if !views.isEmpty {
      _ = try team.map(team.count) { thread in
        try Self.backward(stride(from: thread, to: views.count, by: team.count).map { views[$0] })
      }
    }
    try Self.backward(lateCuts.map(Self.withGradient))
    (cuts, lateCuts) = ([], [])
  }

  private static func cut(_ output: Tensor) throws -> (output: Tensor, leaf: Tensor) {
    let leaf = try output.detach()
    try leaf.setRequiresGrad(true)
    return (output, leaf)
  }

  private static func withGradient(_ cut: (output: Tensor, leaf: Tensor)) throws -> (output: Tensor, gradient: Tensor?)
  {
    (cut.output, try cut.leaf.gradient())
  }

  private static func backward(_ cuts: [(output: Tensor, gradient: Tensor?)]) throws {
    let used = cuts.filter { $0.gradient != nil }
    if !used.isEmpty { try Tensor.backward(used.map(\.output), gradients: used.compactMap(\.gradient)) }
  }

  /// A mode that says which pass of the step the next one is.
  private func nextMode(_ mode: ForwardMode) -> ForwardMode {
    defer { passCount += 1 }
    return mode.dropping(
      draw.map { BranchDraw(seed: $0.seed, step: $0.step, pass: passCount, rows: part.ownRows) })
  }

  private func run(_ forward: () throws -> Tensor) throws -> Tensor {
    try withAutocast(precision.autocast, on: device, sharing: preparedWeights, forward).to(.float32)
  }
}
