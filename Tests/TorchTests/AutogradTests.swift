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
}
