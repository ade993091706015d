import Testing

@testable import Torch

@Suite struct TensorTests {
  @Test func bytesCrossTheBorderUnchanged() throws {
    let values: [Float] = [1, -2.5, 3, 4, 5, 6]
    let tensor = try Tensor.from(values, shape: [2, 3])
    #expect(tensor.shape == [2, 3])
    #expect(try tensor.floats() == values)
    #expect(try tensor.transpose().floats() == [1, 4, -2.5, 5, 3, 6])
    #expect(try tensor.dtype == .float32)
  }

  @Test(arguments: DType.allCases) func everyElementTypeComesBack(dtype: DType) throws {
    let tensor = try Tensor.ones([3], dtype: dtype)
    #expect(try tensor.dtype == dtype)
    #expect(try tensor.doubles() == [1, 1, 1])
  }

  @Test func wrongByteCountIsRefused() {
    #expect(throws: TorchError.self) { try Tensor.from([1, 2, 3] as [Float], shape: [2, 2]) }
  }

  @Test func shapesThatDoNotFitGiveOneLine() throws {
    let a = try Tensor.zeros([2, 3])
    let error = try #require(throws: TorchError.self) { try a.matmul(a) }
    #expect(error.kind == .invalidArgument)
    #expect(error.message.contains("2x3"))
    #expect(!error.message.contains("\n"))
  }

  @Test func exhaustedMemoryIsRecognized() throws {
    let error = try #require(throws: TorchError.self) { try Tensor.empty([1 << 46]) }
    #expect(error.kind == .outOfMemory)
  }

  @Test func randomNumbersDependOnTheSeedAlone() throws {
    let a = try Tensor.normal([8], seed: 1).floats()
    #expect(try Tensor.normal([8], seed: 1).floats() == a)
    #expect(try Tensor.normal([8], seed: 2).floats() != a)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func oneBadElementIsSeen(value: Double) throws {
    let tensor = try Tensor.zeros([100])
    #expect(try tensor.isFinite())
    try tensor.narrow(start: 17, length: 1).fill(value)
    #expect(try !tensor.isFinite())
  }

  @Test func aSumThatOverflowsIsNotABadElement() throws {
    #expect(try Tensor.full([4], 3e38).isFinite())
  }
}
