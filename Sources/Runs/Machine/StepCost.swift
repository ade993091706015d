import BarlowTwins
import NN
import Torch

/// What a step of a training costs, by the image: measured on a few of them, before the training begins.
public struct StepCost: Equatable, Sendable {
  /// The time of an image in all its views, through the network and back, in seconds.
  public let secondsPerImage: Double
  /// The memory that an image takes between forward and backward, in bytes; nil where the system does not tell.
  public let bytesPerImage: Double?
  /// The number of the network's parameters.
  public let parameterCount: Int

  /// A cost that is known.
  public init(secondsPerImage: Double, bytesPerImage: Double?, parameterCount: Int) {
    self.secondsPerImage = secondsPerImage
    self.bytesPerImage = bytesPerImage
    self.parameterCount = parameterCount
  }

  /// Measures steps of a network that is made for it and thrown away, on random images; takes a second or two.
  ///
  /// - Parameter configuration: The training, with its precision and threads chosen.
  /// - Throws: `TorchError` if libtorch fails.
  public init(measuring configuration: TrainingConfiguration) throws {
    let threadsBefore = Runtime.threadCount
    try Runtime.setThreadCount(configuration.threads)
    defer { try? Runtime.setThreadCount(threadsBefore) }
    Runtime.keepFreedMemory()
    let network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: configuration.twins,
      hasPredictor: type(of: configuration.objective).needsPredictor,
      from: ParameterSource(seed: configuration.seed, device: configuration.device))
    parameterCount = network.parameterCount
    let team = try ThreadTeam.ofViews(threads: configuration.threads, device: configuration.device)
    let objective = configuration.objective
    let count = min(Self.imageCount(side: configuration.views.imageSize), configuration.batchSize / 2 * 2)
    func step(_ count: Int, saving: MemorySaving) throws -> Double {
      let views = try (0..<configuration.views.viewCount).map { view in
        let side = configuration.views.imageSize(ofView: view)
        return try Tensor.normal([count, configuration.channels, side, side], seed: UInt64(view))
          .to(configuration.device).contiguous(.channelsLast)
      }
      let start = ContinuousClock.now
      let draw = StepDraw(seed: 0, step: 0)
      let pass = NetworkPass(
        network, precision: configuration.precision, device: configuration.device, team: team, draw: draw,
        saving: saving)
      let outputs = try objective.forward(views, through: pass, draw: draw)
      let value = try objective.evaluate(outputs.detached(), draw: draw, wantsGradients: true)
      try network.clearGradients()
      if let gradients = value.gradients { try pass.backward(outputs.roots, gradients: gradients) }
      return (ContinuousClock.now - start) / .seconds(1)
    }
    // The first step sets up libtorch's kernels. What the second takes beyond it is the memory of the further images.
    let saving = MemorySaving(recomputes: configuration.recompute)
    var seconds = try step(max(count / 2, 2), saving: saving)
    let growth = try ResidentMemory.growth { seconds = try step(count, saving: saving) }
    bytesPerImage = count > 2 ? growth.map { Double($0) / Double(count - max(count / 2, 2)) } : nil
    if configuration.accumulate > 1, count >= 4 {
      // How many micro-batches makes no difference to the time of an image, that each is computed twice does.
      seconds = try step(count, saving: MemorySaving(microBatches: 2, recomputes: configuration.recompute))
    } else if seconds < 1 {
      seconds = try min(seconds, step(count, saving: saving))
    }
    secondsPerImage = seconds / Double(count)
  }

  /// The number of images that keep a processor busy for long enough to measure, and not for longer.
  private static func imageCount(side: Int) -> Int {
    let many = 32 * 64 * 64 / (side * side)
    return min(max(many, 4), 64) / 2 * 2
  }

  /// The time of an image on average over a training, whose first part may have smaller views, in seconds.
  public func meanSecondsPerImage(_ configuration: TrainingConfiguration) -> Double {
    guard let first = configuration.progressiveSize else { return secondsPerImage }
    let ratio = Double(first) / Double(configuration.views.imageSize)
    return secondsPerImage * (1 - configuration.progressiveShare * (1 - ratio * ratio))
  }

  /// The memory of a training in bytes: weights, gradients and the optimizer's state, the images of a batch on their way
  /// through the network, batches that are made ahead, what watches, and the libraries themselves; without what keeps images.
  public func bytes(_ configuration: TrainingConfiguration) -> Double? {
    guard let bytesPerImage else { return nil }
    let copies = configuration.optimizer == .adamw ? 4 : 3
    let sides = (0..<configuration.views.viewCount).map { configuration.views.imageSize(ofView: $0) }
    let pixels = sides.reduce(0) { $0 + configuration.channels * $1 * $1 }
    let ahead = 5 * pixels * configuration.viewElement.byteCount
    let onTheWay = bytesPerImage / Double(configuration.accumulate) + Double(ahead)
    return Double(4 * copies * parameterCount) + Double(configuration.batchSize) * onTheWay
      + (configuration.monitor == .off ? 3e8 : 5e8)
  }
}
