import Testing
import Torch

/// Steps of optimizers in one pass against the same steps operation by operation.
@Suite struct OptimizerStepTests {
  /// A parameter, its gradient and what is remembered of it: two tensors, of which the second has no negative element.
  private struct Slots {
    let parameter, gradient, first, second: Tensor

    init(_ shape: [Int], _ dtype: DType = .float32, gradientIsTransposed: Bool = false) throws {
      parameter = try Tensor.normal(shape, seed: 1).to(dtype)
      let drawn = try Tensor.normal(shape, seed: 2).to(dtype)
      gradient = gradientIsTransposed ? try drawn.transpose().contiguous().transpose() : drawn
      first = try Tensor.normal(shape, seed: 3).to(dtype)
      second = try Tensor.uniform(shape, low: 0, high: 1, seed: 4).to(dtype)
    }

    /// Whether both hold the same numbers after a step, to the last bit.
    func equal(_ other: Slots) throws -> Bool {
      try zip([parameter, first, second], [other.parameter, other.first, other.second]).allSatisfy {
        try $0.doubles() == $1.doubles()
      }
    }
  }

  /// Whole vectors, a part of one, several parts for threads.
  static let shapes = [[64], [3], [5, 7], [300, 250]]

  @Test(arguments: shapes, [DType.float32, .float64])
  func descentIsThatOfSeparateOperations(shape: [Int], dtype: DType) throws {
    for (momentum, nesterov, decay) in [(0.9, false, 0.01), (0.9, true, 0.01), (0, false, 0), (0.5, true, 0)] {
      let (whole, separate) = (try Slots(shape, dtype), try Slots(shape, dtype))
      try whole.parameter.stepSGD(
        gradient: whole.gradient, buffer: momentum == 0 ? nil : whole.first, decay: decay, momentum: momentum,
        nesterov: nesterov, rate: 0.3)
      let direction = try separate.gradient.adding(separate.parameter, alpha: decay)
      if momentum == 0 {
        try separate.parameter.addInPlace(direction, alpha: -0.3)
      } else {
        try separate.first.multiplyInPlace(momentum)
        try separate.first.addInPlace(direction)
        if nesterov { try separate.parameter.addInPlace(direction, alpha: -0.3) }
        try separate.parameter.addInPlace(separate.first, alpha: nesterov ? -0.3 * momentum : -0.3)
      }
      #expect(try whole.equal(separate), "momentum \(momentum)")
    }
  }

  @Test(arguments: shapes, [DType.float32, .float64])
  func adaptiveScalingIsThatOfSeparateOperations(shape: [Int], dtype: DType) throws {
    for trust in [nil, 0.02] as [Double?] {
      let (whole, separate) = (try Slots(shape, dtype), try Slots(shape, dtype))
      try whole.parameter.stepLARS(
        gradient: whole.gradient, buffer: whole.first, decay: 0.01, momentum: 0.9, trustCoefficient: trust, rate: 0.3)
      let direction = try separate.gradient.adding(separate.parameter, alpha: 0.01)
      // Norms in double precision, of elements in the type of the parameter.
      let norms = try [separate.parameter, direction].map { try $0.to(.float64).norm().item() }
      try separate.first.multiplyInPlace(0.9)
      try separate.first.addInPlace(direction, alpha: trust.map { $0 * norms[0] / norms[1] } ?? 1)
      try separate.parameter.addInPlace(separate.first, alpha: -0.3)
      // The order of summation may move the ratio by its last bit, which single precision does not see.
      if dtype == .float32 || trust == nil {
        #expect(try whole.equal(separate))
      } else {
        #expect(try (whole.parameter - separate.parameter).abs().flatten().maximum(0).item() < 1e-14)
      }
    }
  }

  @Test(arguments: shapes, [DType.float32, .float64])
  func adamIsThatOfSeparateOperations(shape: [Int], dtype: DType) throws {
    let (whole, separate) = (try Slots(shape, dtype), try Slots(shape, dtype))
    try whole.parameter.stepAdamW(
      gradient: whole.gradient, first: whole.first, second: whole.second, decay: 0.003, betas: (0.9, 0.999),
      corrections: (0.19, 0.045), epsilon: 1e-8, rate: 0.3)
    try separate.parameter.multiplyInPlace(1 - 0.003)
    try separate.first.multiplyInPlace(0.9)
    try separate.first.addInPlace(separate.gradient, alpha: 1 - 0.9)
    try separate.second.multiplyInPlace(0.999)
    try separate.second.addProductInPlace(separate.gradient, separate.gradient, value: 1 - 0.999)
    let denominator = try separate.second.sqrt()
    try denominator.multiplyInPlace(1 / 0.045)
    try denominator.addInPlace(1e-8)
    try separate.parameter.addQuotientInPlace(separate.first, denominator, value: -0.3 / 0.19)
    #expect(try whole.first.doubles() == separate.first.doubles())
    #expect(try whole.second.doubles() == separate.second.doubles())
    // Roots are rounded to the nearest here; libtorch's may be off by one in the last place.
    let rounding = dtype == .float32 ? 0x1p-23 : 0x1p-52
    for (own, other) in zip(try whole.parameter.doubles(), try separate.parameter.doubles()) {
      #expect(abs(own - other) <= 2 * rounding * max(1, abs(other)))
    }
  }

  /// A gradient that lies in another order takes libtorch's operations.
  @Test func theOrderInMemoryDoesNotMatter() throws {
    let (alike, transposed) = (try Slots([40, 30]), try Slots([40, 30], gradientIsTransposed: true))
    for slots in [alike, transposed] {
      try slots.parameter.stepSGD(
        gradient: slots.gradient, buffer: slots.first, decay: 0.01, momentum: 0.9, nesterov: true, rate: 0.3)
      try slots.parameter.stepAdamW(
        gradient: slots.gradient, first: slots.first, second: slots.second, decay: 0.003, betas: (0.9, 0.999),
        corrections: (0.19, 0.045), epsilon: 1e-8, rate: 0.003)
      try slots.parameter.stepLARS(
        gradient: slots.gradient, buffer: slots.first, decay: 0.01, momentum: 0.9, trustCoefficient: 0.02, rate: 0.3)
    }
    #expect(try (alike.parameter - transposed.parameter).abs().flatten().maximum(0).item() < 1e-6)
  }

  @Test func bitsDoNotDependOnThreads() throws {
    let results = try [1, 2, 3].map { threads in
      try Runtime.withThreadCount(threads) {
        let slots = try Slots([300, 250])
        try slots.parameter.stepLARS(
          gradient: slots.gradient, buffer: slots.first, decay: 0.01, momentum: 0.9, trustCoefficient: 0.02, rate: 0.3)
        return try slots.parameter.floats()
      }
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// A norm of 0 scales by 1, and whoever keeps something made of the parameter sees that it has changed.
  @Test func stepsOfZerosAndTheirVersion() throws {
    let (parameter, gradient) = (try Tensor.zeros([4]), try Tensor.ones([4]))
    let (buffer, before) = (try Tensor.zeros([4]), parameter.version)
    try parameter.stepLARS(
      gradient: gradient, buffer: buffer, decay: 0.1, momentum: 0.9, trustCoefficient: 0.02, rate: 0.5)
    #expect(try parameter.floats() == [-0.5, -0.5, -0.5, -0.5])
    #expect(parameter.version != before)
  }

  @Test func shapesThatDifferAreErrors() throws {
    let (parameter, other) = (try Tensor.zeros([4]), try Tensor.zeros([5]))
    #expect(throws: TorchError.self) {
      try parameter.stepSGD(gradient: other, buffer: nil, decay: 0, momentum: 0, nesterov: false, rate: 1)
    }
  }
}
