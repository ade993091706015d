import TestSupport
import Testing

@testable import Torch

/// Every operation that computes something, against PyTorch's of the same name on the same numbers.
@Suite struct TensorOperationTests {
  /// The arguments of the operations, in double precision.
  private func arguments() throws -> [String: Tensor] {
    let half = try Tensor.normal([4, 4], seed: 5, dtype: .float64)
    return [
      "a": try Tensor.normal([3, 4], seed: 1, dtype: .float64),
      "b": try Tensor.normal([3, 4], seed: 2, dtype: .float64),
      "positive": try Tensor.uniform([3, 4], low: 0.5, high: 2, seed: 3, dtype: .float64),
      "matrix": try Tensor.normal([4, 2], seed: 4, dtype: .float64), "symmetric": try half.adding(half.transpose()),
      "images": try Tensor.normal([2, 3, 6, 6], seed: 6, dtype: .float64),
      "kernels": try Tensor.normal([5, 3, 3, 3], seed: 7, dtype: .float64),
      "vector": try Tensor.normal([2], seed: 8, dtype: .float64), "indices": try Tensor.from([2, 0, 2], shape: [3]),
    ]
  }

  private func arithmetic(_ a: Tensor, _ b: Tensor, _ positive: Tensor) throws -> [String: Tensor] {
    [
      "adding": try a.adding(b, alpha: 0.5), "sum of two": try a + b, "difference": try a - b, "product": try a * b,
      "quotient": try a / positive, "plus number": try a + 3, "minus number": try a - 3, "times number": try a * 3,
      "over number": try a / 4, "negative": try -a, "abs": try a.abs(), "exp": try a.exp(), "log": try positive.log(),
      "sqrt": try positive.sqrt(), "rsqrt": try positive.rsqrt(), "square": try a.square(),
      "pow": try positive.pow(1.5), "clamp": try a.clamp(minimum: 0.1), "relu": try a.relu(),
    ]
  }

  private func reductions(_ a: Tensor, _ b: Tensor) throws -> [String: Tensor] {
    let top = try a.topK(2, 1)
    return [
      "sum": try a.sum(), "sum rows": try a.sum([0]), "mean": try a.mean(), "mean columns": try a.mean([1], keep: true),
      "norm": try a.norm(), "norm rows": try a.norm([0], keep: true), "inner": try a.inner(b),
      "maximum": try a.maximum(1), "argmax": try a.argmax(1), "top values": top.values, "top indices": top.indices,
      "logsumexp": try a.logSumExp(1, keep: true),
    ]
  }

  private func shapes(
    _ a: Tensor, _ b: Tensor, images: Tensor, symmetric: Tensor, indices: Tensor
  ) throws -> [String: Tensor] {
    let rows = try indices.unsqueeze(1)
    return [
      "transpose": try a.transpose(), "reshape": try a.reshape([2, -1]), "permute": try images.permute([2, 0, 3, 1]),
      "narrow": try a.narrow(1, start: 1, length: 2), "flatten": try images.flatten(1),
      "expand": try rows.expand([2, 3, 4]), "cat": try Tensor.cat([a, b], 1),
      "index select": try a.indexSelect(0, indices),
      "gather": try a.gather(1, rows), "flip": try a.flip(1), "diagonal": try symmetric.diagonal(),
      "scatter add": try a.zerosLike().scatterAdd(1, rows, a.narrow(1, start: 0, length: 1)),
    ]
  }

  private func layers(_ a: Tensor, _ b: Tensor, _ images: Tensor, _ arguments: [String: Tensor]) throws -> [String:
    Tensor]
  {
    let matrix = try #require(arguments["matrix"])
    return [
      "matmul": try a.matmul(matrix), "linear": try a.linear(weight: matrix.transpose(), bias: arguments["vector"]),
      "conv2d": try images.conv2d(weight: #require(arguments["kernels"]), bias: nil, stride: 2, padding: 1),
      "max pool": try images.maxPool2d(kernel: 3, stride: 2, padding: 1),
      "average pool": try images.adaptiveAveragePool2d(side: 1),
      "grid pool": try images.adaptiveAveragePool2d(side: 2), "softmax": try a.softmax(1),
      "grouped conv2d": try images.conv2d(
        weight: #require(arguments["kernels"]).narrow(0, start: 0, length: 3).narrow(1, start: 0, length: 1),
        bias: b.narrow(0, start: 0, length: 1).narrow(1, start: 0, length: 3).flatten(), stride: 1, padding: 1,
        groups: 3),
      "layer norm": try matrix.layerNorm(
        weight: #require(arguments["vector"]), bias: #require(arguments["vector"]), epsilon: 0.1),
      "gelu": try a.gelu(),
      "attention": try images.scaledDotProductAttention(keys: images * 2, values: images.square()),
      "bicubic smaller": try images.interpolateBicubic(height: 4, width: 3),
      "bicubic larger": try images.interpolateBicubic(height: 7, width: 9),
      "log softmax": try a.logSoftmax(1),
      "cross entropy": try a.crossEntropy(targets: #require(arguments["indices"])),
      "batch norm": try images.batchNorm(
        weight: nil, bias: nil, runningMean: nil, runningVariance: nil, training: true, momentum: 0.1, epsilon: 1e-5),
    ]
  }

  @Test func resultsArePyTorchs() throws {
    let arguments = try arguments()
    let reference = try PythonReference.run(
      "tensor_operations.py", arguments.mapValues { ReferenceArray(shape: $0.shape, values: try $0.doubles()) })
    let (a, b) = (try #require(arguments["a"]), try #require(arguments["b"]))
    let (images, symmetric) = (try #require(arguments["images"]), try #require(arguments["symmetric"]))
    let results = [
      try arithmetic(a, b, #require(arguments["positive"])), try reductions(a, b),
      try shapes(a, b, images: images, symmetric: symmetric, indices: #require(arguments["indices"])),
      try layers(a, b, images, arguments),
      ["eigenvalues": try symmetric.symmetricEigenvalues(), "singular values": try a.singularValues()],
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    #expect(Set(results.keys).symmetricDifference(reference.keys).sorted() == [])
    for (name, result) in results {
      let own = ReferenceArray(shape: result.shape, values: try result.doubles())
      #expect(try own.relativeError(to: #require(reference[name])) < 1e-12, "\(name)")
    }
  }

  @Test func eigenvectorsDiagonalize() throws {
    let symmetric = try #require(try arguments()["symmetric"])
    let (values, vectors) = try symmetric.symmetricEigen()
    let rebuilt = try (vectors * values).matmul(vectors.transpose())
    #expect(try (rebuilt - symmetric).norm().item() < 1e-12)
  }

  @Test func comparisonsAreBooleans() throws {
    let a = try Tensor.from([1, 2, 3], shape: [3])
    #expect(try a.equal(2).doubles() == [0, 1, 0])
    #expect(try a.equal(Tensor.from([1, 0, 3], shape: [3])).doubles() == [1, 0, 1])
    #expect(try a.equal(2).dtype == .bool)
  }

  @Test func channelsLastIsAnOrderNotAShape() throws {
    let images = try Tensor.normal([2, 3, 4, 4], seed: 1)
    let other = try images.contiguous(.channelsLast)
    #expect(other.isContiguous(.channelsLast) && !other.isContiguous())
    #expect(try other.shape == images.shape && other.floats() == images.floats())
    #expect(try other.zerosLike().isContiguous(.channelsLast))
  }

  /// oneDNN writes outside its memory in this gradient on processors with AVX2 alone.
  @Test(arguments: [4, 5, 7, 8]) func stridedPointwiseConvolutionsOfFewChannels(channels: Int) throws {
    let shape = [10, channels, 16, 15]
    let values = (0..<shape.reduce(1, *)).map { Float(($0 * 7919) % 1009) / 1009 }
    let images = try Tensor.from(values, shape: shape).contiguous(.channelsLast)
    let kernels = try Tensor.uniform([2 * channels, channels, 1, 1], low: -1, high: 1, seed: 1)
    for tensor in [images, kernels] { try tensor.setRequiresGrad(true) }
    let output = try images.conv2d(weight: kernels, bias: nil, stride: 2, padding: 0)
    #expect(output.shape == [10, 2 * channels, 8, 8])
    try output.sum().backward()
    // Each pixel that is not skipped counts once.
    let sums = (0..<channels).map { channel in
      var sum = 0.0
      for image in 0..<10 {
        for row in stride(from: 0, to: 16, by: 2) {
          for column in stride(from: 0, to: 15, by: 2) {
            sum += Double(values[((image * channels + channel) * 16 + row) * 15 + column])
          }
        }
      }
      return sum
    }
    let gradient = try #require(try kernels.gradient()).doubles()
    for (index, value) in gradient.enumerated() { #expect(abs(value / sums[index % channels] - 1) < 1e-5) }
    let pixels = try #require(try images.gradient()).sum().item()
    let expected = try kernels.detach().sum().item() * 640
    #expect(abs(pixels - expected) < 1e-3 * max(abs(expected), 1))
  }
}
