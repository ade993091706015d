import NN
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Steps that compute parts twice to save memory, against the step that keeps everything.
@Suite struct MemorySavingTests {
  /// What is trained.
  struct Training: Sendable, CustomStringConvertible {
    let description: String
    let backbone: any BackboneConfiguration
    var objective: any Objective = BarlowTwinsObjective(lambda: 0.01)
    var sharing = TwinNetworks.Sharing.shared
    var crops = 0
    var precision = Precision.fp32
  }

  private static let resnet = ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar)
  private static let vit = VisionTransformerConfiguration(
    variant: .tiny, patchSize: 8, positionSize: 16, dropPath: 0.4)
  private static let convnext = ConvNeXtConfiguration(variant: .atto, width: 8, dropPath: 0.4)

  static let trainings = [
    Training(description: "resnet", backbone: resnet),
    Training(description: "resnet bf16, local crops", backbone: resnet, crops: 2, precision: .bf16),
    Training(description: "resnet, two networks", backbone: resnet, sharing: .separate),
    Training(description: "resnet, mixed", backbone: resnet, objective: MixedBarlowTwinsObjective(lambda: 0.01)),
    Training(description: "resnet, predictor", backbone: resnet, objective: StopGradientObjective()),
    Training(description: "vit", backbone: vit, crops: 1),
    Training(description: "convnext", backbone: convnext),
  ]

  private func views(_ training: Training, images: Int = 12) throws -> [Tensor] {
    try (0..<(2 + training.crops)).map { view in
      let side = training.backbone.name.hasPrefix("convnext") ? 64 : view < 2 ? 16 : 8
      return try Tensor.normal([images, 3, side, side], seed: UInt64(10 + view)).contiguous(.channelsLast)
    }
  }

  private func twins(_ training: Training) throws -> TwinNetworks {
    try TwinNetworks(
      training.backbone, projector: [32, 16], sharing: training.sharing,
      hasPredictor: type(of: training.objective).needsPredictor, from: ParameterSource(seed: 3))
  }

  /// The state, and the gradients, after steps.
  private func state(_ training: Training, _ saving: MemorySaving, steps: Int = 2, images: Int = 12) throws -> (
    state: [String: Tensor], gradients: [String: Tensor], loss: Double
  ) {
    let network = try twins(training)
    let step = try TrainingStep(
      network, objective: training.objective,
      optimizer: SGD(ParameterGroup.split(network), weightDecay: 1e-4, nesterov: true),
      precision: training.precision, seed: 1, saving: saving)
    var loss = 0.0
    for index in 0..<steps {
      loss = try step(views(training, images: images), rates: LearningRates(weights: 0.01, biases: 0.01), step: index)
        .loss
    }
    let gradients = try network.namedParameters().map { ($0.name, try #require(try $0.tensor.gradient())) }
    return (network.stateDictionary(), Dictionary(uniqueKeysWithValues: gradients), loss)
  }

  /// The same operations on the same numbers; running statistics, and what is added up, may be rounded at other places.
  @Test(arguments: trainings) func recomputingChangesNothing(training: Training) throws {
    let plain = try state(training, .none)
    let again = try state(training, MemorySaving(recomputes: true))
    #expect(abs(again.loss / plain.loss - 1) < 1e-6)
    #expect(plain.state.keys.sorted() == again.state.keys.sorted())
    #expect(try distance(whole(plain.state), whole(again.state)) < 1e-6)
    #expect(try distance(whole(plain.gradients), whole(again.gradients)) < 1e-5)
  }

  /// Layer normalization is of each image, so micro-batches are no other network.
  ///
  /// Gradients are compared together: those of some biases are 0 but for rounding.
  @Test(arguments: trainings.suffix(2), [2, 3, 6]) func withoutBatchNormalizationItIsTheWholeBatch(
    training: Training, count: Int
  ) throws {
    let plain = try state(training, .none, steps: 1)
    for recomputes in [false, true] {
      let parts = try state(training, MemorySaving(microBatches: count, recomputes: recomputes), steps: 1)
      #expect(abs(parts.loss / plain.loss - 1) < 1e-5)
      let (mine, theirs) = (try whole(plain.gradients), try whole(parts.gradients))
      #expect(try distance(mine, theirs) < 1e-5)
    }
  }

  private func whole(_ tensors: [String: Tensor]) throws -> Tensor {
    try Tensor.cat(
      tensors.sorted { $0.key < $1.key }.map { try $0.value.to(.float64).reshape([$0.value.elementCount]) })
  }

  private func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    try ((a - b).square().sum().item() / a.square().sum().item()).squareRoot()
  }

  /// The micro-batches through the backbone in one graph that autograd keeps whole.
  @Test(arguments: [2, 3], [false, true]) func batchNormalizationIsOfEachMicroBatch(count: Int, recomputes: Bool) throws
  {
    let training = Training(description: "resnet", backbone: Self.resnet)
    let parts = try state(training, MemorySaving(microBatches: count, recomputes: recomputes), steps: 1)

    let network = try twins(training)
    let embeddings = try views(training).map { images in
      let places = (0..<count).map { number in (0..<12).filter { $0 / 2 % count == number } }
      let pieces = try places.map { rows in
        try network.networkA.backbone(
          images.indexSelect(0, Tensor.from(rows, shape: [rows.count])).contiguous(.channelsLast), mode: .training)
      }
      let order = places.flatMap { $0 }
      let inverse = order.indices.map { row in order.firstIndex(of: row) ?? -1 }
      let features = try Tensor.cat(pieces).indexSelect(0, Tensor.from(inverse, shape: [12]))
      return try network.networkA.projector(features, mode: .training)
    }
    let value = try training.objective.evaluate(
      NetworkOutputs(roots: embeddings).detached(), draw: StepDraw(seed: 1, step: 0), wantsGradients: true)
    try Tensor.backward(embeddings, gradients: #require(value.gradients))
    #expect(abs(parts.loss / value.loss - 1) < 1e-6)
    let expected = try network.namedParameters().map { ($0.name, try #require(try $0.tensor.gradient())) }
    #expect(
      try distance(whole(Dictionary(uniqueKeysWithValues: expected)), whole(parts.gradients)) < 1e-5)
  }

  /// What comes out of the first convolution is the same, and the running statistics of it are to be the whole batch's.
  @Test(arguments: [1, 2, 3, 6]) func runningStatisticsMoveOnceByTheWholeBatch(count: Int) throws {
    let training = Training(description: "resnet", backbone: Self.resnet)
    let plain = try state(training, .none, steps: 1).state
    let parts = try state(training, MemorySaving(microBatches: count), steps: 1).state
    for name in ["running_mean", "running_var"] {
      let (a, b) = (try #require(plain["backbone.bn1.\(name)"]), try #require(parts["backbone.bn1.\(name)"]))
      #expect(try distance(a.to(.float64), b.to(.float64)) < 1e-6, "\(name)")
    }
    for (name, value) in plain where name.hasSuffix("num_batches_tracked") {
      #expect(try parts[name]?.to(.float32).item() == value.to(.float32).item(), "\(name)")
    }
  }

  @Test func microBatchesAreTheSameHoweverRowsAreShared() {
    let parts = MicroBatch.parts(3, of: 14, in: .whole)
    #expect(parts.map(\.rows) == [[0, 1, 6, 7, 12, 13], [2, 3, 8, 9], [4, 5, 10, 11]])
    #expect(parts.map(\.wholeCount) == [6, 4, 4])
    #expect(MicroBatch.parts(2, of: 5, in: .whole).map(\.rows) == [[0, 2, 4], [1, 3]])
    #expect(MicroBatch.parts(1, of: 5, in: .whole).first?.own == nil)
  }
}
