import BarlowTwins
import NN
import Settings
import TensorTestSupport
import Testing
import TestSupport
import Torch

/// Steps of training with each objective, from the same weights on the same images, beside PyTorch's autograd.
@Suite struct ObjectiveStepsTests {
  static let objectives: [any Objective] = [
    BarlowTwinsObjective(lambda: 0.03), InvarianceOnlyObjective(), ContrastiveObjective(temperature: 0.2),
    VICRegObjective(), HSICObjective(lambda: 0.03), StopGradientObjective(),
    MixedBarlowTwinsObjective(lambda: 0.03, mixWeight: 4), CosineSimilarityObjective(),
  ]
  private static let rates = [
    LearningRates(weights: 0.01, biases: 0.004), LearningRates(weights: 0.02, biases: 0.008),
  ]
  private static let images = 12
  private static let seed: UInt64 = 5
  /// Steps late in a training, so that a mixing that forgot their number would be seen.
  private static let firstStep = 77

  private static func twins(_ objective: any Objective) throws -> TwinNetworks {
    try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), projector: [32, 16], sharing: .shared,
      hasPredictor: type(of: objective).needsPredictor, from: ParameterSource(seed: 21))
  }

  /// Three noisy views of random images, `[3, N, 3, 16, 16]`.
  private static func views() throws -> Tensor {
    let shape = [1, images, 3, 16, 16]
    let images = try Tensor.normal(shape, seed: 40)
    return try Tensor.cat((41...43).map { try images.adding(Tensor.normal(shape, seed: $0), alpha: 0.5) })
  }

  /// PyTorch's answers for all objectives, in one run.
  private static let reference = Result {
    var inputs = [
      "images": try ReferenceArray(views()), "lambda": ReferenceArray(0.03), "temperature": ReferenceArray(0.2),
      "mixWeight": ReferenceArray(4), "width": ReferenceArray(4),
      "projector": ReferenceArray(shape: [2], values: [32, 16]),
      "rates": ReferenceArray(shape: [rates.count, 2], values: rates.flatMap { [$0.weights, $0.biases] }),
    ]
    for step in rates.indices {
      let mixing = Mixing(seed: seed, step: firstStep + step, images: images)
      inputs["alpha.\(step)"] = ReferenceArray(mixing.weight)
      inputs["permutation.\(step)"] = ReferenceArray(shape: [images], values: mixing.permutation.map(Double.init))
    }
    for objective in objectives {
      for (name, tensor) in try twins(objective).namedState() {
        inputs["\(objective.name).state.\(name)"] = try ReferenceArray(tensor)
      }
    }
    return try PythonReference.run("objective_steps.py", inputs)
  }

  @Test func everyObjectiveIsHere() {
    #expect(Set(Self.objectives.map(\.name)).isSuperset(of: Registry.objectives.all.prefix(8).map { $0.name }))
  }

  @Test(arguments: objectives.indices, [1, 2, 3]) func stepsFollowPyTorchs(index: Int, threads: Int) throws {
    let objective = Self.objectives[index]
    let reference = try Self.reference.get()
    let name = objective.name
    let twins = try Self.twins(objective)
    let step = try TrainingStep(
      twins, objective: objective,
      optimizer: SGD(ParameterGroup.split(twins.namedParameters()), weightDecay: 1e-4, nesterov: true),
      threads: threads, seed: Self.seed)
    let images = try Self.views()
    let views = try (0..<3).map {
      try images.narrow(start: $0, length: 1).reshape([Self.images, 3, 16, 16]).contiguous(.channelsLast)
    }
    let losses = try Self.rates.enumerated().map { index, rates in
      try step(views, rates: rates, step: Self.firstStep + index).loss
    }
    let expected = try #require(reference[name + ".losses"]?.values)
    #expect(losses.count == expected.count && expected.first != expected.last)
    for (loss, expected) in zip(losses, expected) { #expect(abs(loss / expected - 1) < 1e-4) }
    for (parameter, tensor) in twins.namedParameters() {
      let gradient = try #require(try tensor.gradient(), "\(parameter)")
      let reference = try #require(reference["\(name).gradient.\(parameter)"])
      #expect(try gradient.relativeError(to: reference) < 1e-3, "\(parameter)")
    }
  }

  @Test func onlyStopGradientHasAPredictor() throws {
    for objective in Self.objectives {
      let names = try Self.twins(objective).namedState().map(\.name)
      #expect(names.contains { $0.hasPrefix("predictor.") } == (objective is StopGradientObjective))
    }
    let shapes = try Self.twins(StopGradientObjective()).stateDictionary().mapValues(\.shape)
    #expect(shapes["predictor.0.weight"] == [4, 16] && shapes["predictor.3.weight"] == [16, 4])
    #expect(shapes["predictor.3.bias"] == [16] && shapes["predictor.0.bias"] == nil)
  }

  @Test func aLossThatIsNotFiniteChangesNothing() throws {
    for objective in Self.objectives {
      let twins = try Self.twins(objective)
      let before = try twins.namedParameters().map { try $0.tensor.floats() }
      let step = try TrainingStep(
        twins, objective: objective,
        optimizer: SGD(ParameterGroup.split(twins.namedParameters()), weightDecay: 0, nesterov: true), seed: 1)
      let views = try (0..<2).map { _ in try Tensor.full([4, 3, 16, 16], .nan) }
      #expect(try !step(views, rates: Self.rates[0], step: 0).loss.isFinite)
      #expect(try twins.namedParameters().map { try $0.tensor.floats() } == before, "\(objective.name)")
    }
  }
}
