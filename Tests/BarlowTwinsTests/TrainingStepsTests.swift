import NN
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Ten steps of a whole training, from the same weights on the same images, beside PyTorch's autograd.
@Suite struct TrainingStepsTests {
  private static let stepCount = 10
  private static let lambda = 0.0051

  private func twins() throws -> TwinNetworks {
    try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 8, stem: .cifar), projector: [64, 64, 64], sharing: .shared,
      from: ParameterSource(seed: 11))
  }

  /// Two noisy views of random images, `[2, 16, 3, 32, 32]`.
  ///
  /// No rectifier of the projector sits within 1e-6 of zero with these seeds: one that does falls on either side in single
  /// precision, and over 16 images changes all gradients before it by hundredths.
  private func images() throws -> Tensor {
    let shape = [1, 16, 3, 32, 32]
    let images = try Tensor.normal(shape, seed: 30)
    return try Tensor.cat([31, 32].map { try images.adding(Tensor.normal(shape, seed: $0), alpha: 0.5) })
  }

  /// The losses before each step; `beforeStep` runs when the gradients are there.
  private func losses(
    _ twins: TwinNetworks, _ optimizer: any Optimizer, _ images: Tensor, rates: [LearningRates],
    form: CorrelationTerms.Form, beforeStep: (Int) throws -> Void
  ) throws -> [Double] {
    let objective = BarlowTwinsObjective(lambda: Self.lambda, form: form)
    let views = try (0..<2).map {
      try images.narrow(start: $0, length: 1).reshape([16, 3, 32, 32]).contiguous(.channelsLast)
    }
    return try rates.enumerated().map { step, rates in
      let embeddings = try views.enumerated().map { try twins.embed($1, view: $0, mode: .training) }
      let value = try objective.evaluate(embeddings[0], embeddings[1], wantsGradients: true)
      let gradients = try #require(value.gradients)
      try twins.clearGradients()
      try Tensor.backward(embeddings, gradients: gradients)
      try beforeStep(step)
      try optimizer.step(rates)
      return value.loss
    }
  }

  @Test func lossesFollowPyTorchs() throws {
    let images = try images()
    // Warm-up, so that rates differ from step to step. At higher rates PyTorch's single precision itself leaves its double
    // precision behind, because a rectifier that flips changes a gradient by a jump.
    let factors = (0..<Self.stepCount).map { 0.1 * Double($0 + 1) }
    let rates = [
      "lars": factors.map { LearningRates(weights: 1, biases: 5e-4) * $0 },
      "adamw": factors.map { LearningRates(weights: 1e-3, biases: 5e-4) * $0 },
    ]
    var inputs = [
      "images": try ReferenceArray(images), "lambda": ReferenceArray(Self.lambda), "width": ReferenceArray(8),
      "projector": ReferenceArray(shape: [3], values: [64, 64, 64]),
    ]
    for (name, tensor) in try twins().namedState() { inputs["state." + name] = try ReferenceArray(tensor) }
    for (kind, rates) in rates {
      inputs["rates." + kind] = ReferenceArray(
        shape: [Self.stepCount, 2], values: rates.flatMap { [$0.weights, $0.biases] })
    }
    let reference = try PythonReference.run("training_steps.py", inputs)

    for form in BarlowTwinsObjectiveTests.forms {
      for (kind, rates) in rates {
        let twins = try twins()
        let groups = ParameterGroup.split(twins.namedParameters())
        let optimizer: any Optimizer =
          kind == "lars" ? LARS(groups, weightDecay: 1e-6) : AdamW(groups, weightDecay: 1e-4)
        let losses = try losses(twins, optimizer, images, rates: rates, form: form) { step in
          guard step == 0 else { return }
          for (name, parameter) in twins.namedParameters() {
            let gradient = try #require(try parameter.gradient())
            #expect(try gradient.relativeError(to: #require(reference["gradient." + name])) < 1e-4, "\(form), \(name)")
          }
        }
        let expected = try #require(reference[kind + ".losses"]?.values)
        #expect(losses.count == expected.count)
        for (step, (loss, expected)) in zip(losses, expected).enumerated() {
          #expect(abs(loss / expected - 1) < 1e-4, "\(kind), \(form), step \(step)")
        }
        // The steps must do something, or following them would prove nothing.
        #expect((losses.last ?? 1) < 0.3 * (losses.first ?? 0))
      }
    }
  }
}
