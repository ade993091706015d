/// Where the values of a tensor are in a file of PyTorch.
package struct PickleTensor: Equatable, Sendable {
  /// A block of values that tensors share.
  struct Storage: Equatable, Sendable {
    let key: String
    let scalar: PickleScalar
    /// The number of values.
    let count: Int
  }

  let storage: Storage
  let scalar: PickleScalar
  /// The position of the first value.
  let offset: Int
  /// The extents, the slowest first.
  package let shape: [Int]
  /// How many values lie between neighbours along each dimension.
  let strides: [Int]

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  /// Whether its values lie in the order of its dimensions, without gaps.
  var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }

  /// A tensor that lies inside its storage and does not repeat values.
  ///
  /// - Throws: ``PickleProblem`` for impossible extents: a few bytes may announce any size.
  init(_ storage: Storage, scalar: PickleScalar? = nil, offset: Int, shape: [Int], strides: [Int]) throws {
    let scalar = scalar ?? storage.scalar
    // Storages of newer files are bytes.
    let (capacity, remainder) = (storage.count * storage.scalar.sizeBytes).quotientAndRemainder(
      dividingBy: scalar.sizeBytes)
    guard remainder == 0, shape.count == strides.count, shape.count <= 16, offset >= 0,
      shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { throw PickleProblem("a tensor has an impossible shape") }
    var (count, last) = (1, offset)
    for (extent, stride) in zip(shape, strides) {
      let (product, tooMany) = count.multipliedReportingOverflow(by: extent)
      let (reach, tooFar) = stride.multipliedReportingOverflow(by: max(extent - 1, 0))
      let (sum, beyond) = last.addingReportingOverflow(reach)
      guard !tooMany, !tooFar, !beyond else { throw PickleProblem("a tensor is impossibly large") }
      (count, last) = (product, sum)
    }
    guard count == 0 || (last < capacity && count <= capacity) else {
      throw PickleProblem("a tensor of shape \(shape) does not lie inside its \(capacity) values")
    }
    self.storage = storage
    self.scalar = scalar
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }
}
