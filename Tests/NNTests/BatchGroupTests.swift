import Testing
import Torch

@testable import NN

/// Batch normalization of a batch in parts, of uneven sizes: what it computes is what the whole batch would give.
@Suite struct BatchGroupTests {
  /// The sums over a batch whose other parts went through the layer before, one list of sums for each call.
  private final class Parts: BatchGroup {
    /// What the other parts add to the next sums.
    var others: [Tensor]
    var own: [Tensor] = []

    init(others: [Tensor] = []) { self.others = others }

    func sum(_ tensor: Tensor) throws -> Tensor {
      own.append(tensor)
      return others.isEmpty ? tensor : try tensor + others.removeFirst()
    }
  }

  private func layer() throws -> BatchNorm {
    let layer = try BatchNorm(3, from: ParameterSource(seed: 0))
    try withoutGradients {
      try layer.weight.copy(from: Tensor.from([0.5, -1, 2] as [Float], shape: [3]))
      try layer.bias.copy(from: Tensor.from([0.1, 0, -0.3] as [Float], shape: [3]))
    }
    return layer
  }

  /// Seven images, of which a part has the first `count`.
  private func images() throws -> Tensor {
    let images = try Tensor.normal([7, 3, 2, 2], seed: 5) * 3 + 1
    return try images.detach()
  }

  @Test func aBatchThatIsWholeIsNormalizedAsByLibtorch() throws {
    let (own, theirs) = (try layer(), try layer())
    let images = try images()
    let weights = try Tensor.normal([7, 3, 2, 2], seed: 9)
    let (a, b) = (try own(images, mode: .training(over: Parts())), try theirs(images, mode: .training))
    try (a * weights).sum().backward()
    try (b * weights).sum().backward()
    func close(_ x: Tensor, _ y: Tensor) throws -> Bool { try (x - y).abs().flatten().maximum(0).item() < 1e-5 }
    #expect(try close(a, b))
    for (x, y) in zip(own.namedState(), theirs.namedState()) where x.name != "num_batches_tracked" {
      #expect(try close(x.tensor, y.tensor), "\(x.name)")
    }
    for (x, y) in zip(own.namedParameters(), theirs.namedParameters()) {
      let (own, other) = (try #require(try x.tensor.gradient()), try #require(try y.tensor.gradient()))
      #expect(try close(own, other), "\(x.name)")
    }
  }

  /// Both parts in one graph: each takes the other's sums, so that derivatives pass between them as they must.
  @Test func unevenPartsGiveTheWholesValuesAndGradients() throws {
    let images = try images()
    let weights = try Tensor.normal([7, 3, 2, 2], seed: 9)
    let whole = try images.clone()
    try whole.setRequiresGrad(true)
    let expected = try layer()(whole, mode: .training)
    try (expected * weights).sum().backward()
    let gradient = try #require(try whole.gradient())

    let parts = try [(0, 2), (2, 5)].map { try images.narrow(start: $0, length: $1).clone() }
    for part in parts { try part.setRequiresGrad(true) }
    let others = [0, 2]
    func sums(_ part: Tensor, mean: Tensor?) throws -> [Tensor] {
      let count = try Tensor.full([1], Double(part.elementCount / 3))
      let sum = try part.sum([0, 2, 3], keep: true)
      guard let mean else { return [count, sum] }
      return [count, sum, try (part - mean).square().sum([0, 2, 3], keep: true)]
    }
    let mean = try (sums(parts[0], mean: nil)[1] + sums(parts[1], mean: nil)[1]) * (1.0 / 28)
    let outputs = try parts.indices.map { index in
      try layer()(parts[index], mode: .training(over: Parts(others: sums(parts[1 - index], mean: mean))))
    }
    for (start, output) in zip(others, outputs) {
      let length = output.size(0)
      let reference = try expected.detach().narrow(start: start, length: length)
      #expect(try (output.detach() - reference).abs().flatten().maximum(0).item() < 1e-5)
    }
    let losses = try zip(others, outputs).map { start, output in
      try (output * weights.narrow(start: start, length: output.size(0))).sum()
    }
    try (losses[0] + losses[1]).backward()
    for (start, part) in zip(others, parts) {
      let own = try #require(try part.gradient())
      let reference = try gradient.narrow(start: start, length: own.size(0))
      #expect(try (own - reference).abs().flatten().maximum(0).item() < 1e-5)
    }
  }
}
