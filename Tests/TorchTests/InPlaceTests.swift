import Testing

@testable import Torch

@Suite struct InPlaceTests {
  @Test func integersTakeWholeNumbersOnly() throws {
    let counter = try Tensor.from([3], shape: [])
    try counter.addInPlace(1)
    try counter.multiplyInPlace(-2)
    #expect(try counter.integers() == [-8])
    #expect(try counter.dtype == .int64)
    #expect(throws: TorchError.self) { try counter.addInPlace(0.5) }
    #expect(try counter.integers() == [-8])
  }

  @Test func numbersKeepTheElementType() throws {
    let halves = try Tensor.ones([2], dtype: .bfloat16)
    try halves.addInPlace(1)
    try halves.multiplyInPlace(0.25)
    #expect(try halves.dtype == .bfloat16)
    #expect(try halves.doubles() == [0.5, 0.5])
  }

  @Test func fusedUpdatesAreWhatTheySay() throws {
    let (a, b) = (try Tensor.from([1, 2] as [Double], shape: [2]), try Tensor.from([4, 8] as [Double], shape: [2]))
    let sum = try Tensor.from([10, 20] as [Double], shape: [2])
    try sum.addInPlace(a, alpha: 0.5)
    #expect(try sum.doubles() == [10.5, 21])
    try sum.subtractInPlace(a)
    #expect(try sum.doubles() == [9.5, 19])
    try sum.addProductInPlace(a, b, value: -1)
    #expect(try sum.doubles() == [5.5, 3])
    try sum.addQuotientInPlace(a, b, value: 2)
    #expect(try sum.doubles() == [6, 3.5])
    try sum.multiplyInPlace(b)
    #expect(try sum.doubles() == [24, 28])
    try sum.copy(from: Tensor.from([7], shape: [1]))
    #expect(try sum.doubles() == [7, 7])
  }

  @Test func matrixProductsAccumulate() throws {
    let (a, b) = (
      try Tensor.from([1, 2] as [Double], shape: [2, 1]), try Tensor.from([3, 4] as [Double], shape: [1, 2])
    )
    let sum = try Tensor.ones([2, 2], dtype: .float64)
    try sum.addMatrixProductInPlace(a, b, beta: 10, alpha: 2)
    #expect(try sum.doubles() == [16, 18, 22, 26])
  }

  // Views share memory: C is changed through its diagonal.
  @Test func viewsChangeWhatTheyShow() throws {
    let matrix = try Tensor.ones([2, 2])
    try matrix.diagonal().fill(0)
    #expect(try matrix.floats() == [0, 1, 1, 0])
    try matrix.narrow(1, start: 0, length: 1).fill(5)
    #expect(try matrix.floats() == [5, 1, 5, 0])
    try matrix.clone().fill(9)
    #expect(try matrix.floats() == [5, 1, 5, 0])
  }
}
