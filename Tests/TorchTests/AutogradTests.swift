import Testing

@testable import Torch

@Suite struct AutogradTests {
  @Test func gradientOfASquareIsTwice() throws {
    let x = try Tensor.from([3, -4] as [Double], shape: [2])
    try x.setRequiresGrad(true)
    try x.square().sum().backward()
    #expect(try x.gradient()?.doubles() == [6, -8])
    try x.setGradient(nil)
    #expect(try x.gradient() == nil)
  }

  @Test func givenGradientsAreWeights() throws {
    let x = try Tensor.from([1, 2] as [Double], shape: [2])
    try x.setRequiresGrad(true)
    let y = try x * 3
    try Tensor.backward(
      [y, x.square()], gradients: [Tensor.from([1, 10] as [Double], shape: [2]), Tensor.ones([2], dtype: .float64)])
    #expect(try x.gradient()?.doubles() == [5, 34])
  }

  @Test func nothingIsRecordedWithoutGradients() throws {
    let x = try Tensor.ones([2])
    try x.setRequiresGrad(true)
    let y = try withoutGradients { () throws(TorchError) in try x * 2 }
    #expect(!y.requiresGrad)
    #expect(try (x * 2).requiresGrad)
  }

  @Test func autocastReachesProductsAndEndsWithItsBody() throws {
    let a = try Tensor.ones([4, 4])
    let inside = try withAutocast(.bfloat16, on: .cpu) { try a.matmul(a) }
    #expect(try inside.dtype == .bfloat16)
    #expect(try a.matmul(a).dtype == .float32)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try withAutocast(.bfloat16, on: .cpu) { throw Stop() } }
    #expect(try a.matmul(a).dtype == .float32)
  }

  @Test func nestedAutocastGivesBackWhatWasSet() throws {
    let input = try Tensor.ones([4, 4])
    // Casts of a leaf that takes part in a gradient are kept, so that a wrong one would show.
    let weight = try Tensor.ones([4, 4])
    try weight.setRequiresGrad(true)
    func product() throws -> Tensor { try input.matmul(weight) }
    func nested(_ dtype: DType?) throws -> Tensor { try withAutocast(dtype, on: .cpu, product) }
    struct Stop: Error {}

    try withAutocast(.bfloat16, on: .cpu) { () throws in
      #expect(try product().dtype == .bfloat16)
      #expect(try nested(nil).dtype == .bfloat16, "nil changes nothing")
      #expect(try nested(.float32).dtype == .float32)
      #expect(try product().dtype == .bfloat16)
      #expect(try nested(.float16).dtype == .float16)
      #expect(try product().dtype == .bfloat16)
      #expect(throws: Stop.self) { try withAutocast(.float16, on: .cpu) { throw Stop() } }
      #expect(try product().dtype == .bfloat16)
    }
    #expect(try product().dtype == .float32)
    try withAutocast(.float32, on: .cpu) { () throws in
      #expect(try nested(.bfloat16).dtype == .bfloat16)
      #expect(try product().dtype == .float32)
    }
    #expect(try product().dtype == .float32)
  }

  @Test func castsDoNotOutliveAutocast() throws {
    let input = try Tensor.ones([1, 1])
    let weight = try Tensor.ones([1, 1])
    try weight.setRequiresGrad(true)
    func product() throws -> [Double] {
      try withAutocast(.bfloat16, on: .cpu) { try input.matmul(weight) }.to(.float64).doubles()
    }
    #expect(try product() == [1])
    try withoutGradients { try weight.fill(3) }
    #expect(try product() == [3])
    try withAutocast(.bfloat16, on: .cpu) { () throws in
      #expect(try product() == [3])
      try withoutGradients { try weight.fill(5) }
      #expect(try product() == [5], "each call casts anew, an inner one too")
    }
  }
}
