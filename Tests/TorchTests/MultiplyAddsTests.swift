import Testing
import Torch

@Suite struct MultiplyAddsTests {
  private func trained(_ shape: [Int]) throws -> Tensor {
    let tensor = try Tensor.normal(shape, seed: 1)
    try tensor.setRequiresGrad(true)
    return tensor
  }

  @Test func layersCountForwardAndForEachGradient() throws {
    let (images, rows) = (try Tensor.normal([2, 6, 8, 8], seed: 2), try Tensor.normal([5, 7], seed: 3))
    let (kernel, grouped, matrix) = (try trained([4, 6, 3, 3]), try trained([4, 3, 3, 3]), try trained([11, 7]))
    func count(_ body: () throws -> Void) rethrows -> Int { try countingMultiplyAdds(body) }
    // Images need no gradient, kernels do.
    let convolution = 2 * 4 * 4 * 4 * (6 * 3 * 3)
    #expect(try count { _ = try images.conv2d(weight: kernel, bias: nil, stride: 2, padding: 1) } == 2 * convolution)
    #expect(
      try count { _ = try images.conv2d(weight: grouped, bias: nil, stride: 2, padding: 1, groups: 2) } == convolution)
    let hidden = try images.detach()
    try hidden.setRequiresGrad(true)
    #expect(try count { _ = try hidden.conv2d(weight: kernel, bias: nil, stride: 2, padding: 1) } == 3 * convolution)
    #expect(try count { _ = try rows.linear(weight: matrix, bias: nil) } == 2 * 5 * 7 * 11)
    #expect(
      try count { try withoutGradients { _ = try rows.linear(weight: matrix, bias: nil) } } == 5 * 7 * 11)
    let queries = try trained([1, 2, 9, 4])
    #expect(
      try count { _ = try queries.scaledDotProductAttention(keys: queries, values: queries) } == 2 * 3 * 2 * 9 * 9 * 4)
  }

  @Test func nothingIsCountedBeforeAndAfter() throws {
    let (rows, matrix) = (try Tensor.normal([5, 7], seed: 3), try Tensor.normal([11, 7], seed: 4))
    _ = try rows.linear(weight: matrix, bias: nil)
    #expect(countingMultiplyAdds {} == 0)
    #expect(try countingMultiplyAdds { _ = try rows.linear(weight: matrix, bias: nil) } == 5 * 7 * 11)
    #expect(throws: TorchError.self) {
      try countingMultiplyAdds { _ = try rows.linear(weight: rows.transpose(), bias: nil) }
    }
    _ = try rows.linear(weight: matrix, bias: nil)
    #expect(countingMultiplyAdds {} == 0)
  }
}
