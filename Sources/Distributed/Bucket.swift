import Torch

/// Tensors that are summed over processes in one message, since each message has a cost of its own.
struct Bucket {
  /// The bytes from which a bucket is full; c10d's Reducer uses as many.
  static let bytes = 25 << 20

  /// The positions of the tensors, in the order in which they stand in the message.
  let members: [Int]
  private var flat: Tensor?
  private var pending: PendingSum?

  private init(_ members: [Int]) { self.members = members }

  /// Puts tensors together in an order.
  ///
  /// - Parameters:
  ///   - order: The positions in `tensors` of those to put together.
  ///   - tensors: The tensors, of which the sizes count.
  ///   - bytes: The bytes from which a bucket is full.
  /// - Returns: The buckets, one behind the other.
  static func buckets(of order: [Int], _ tensors: [Tensor], bytes: Int = bytes) -> [Bucket] {
    var buckets: [[Int]] = []
    var size = 0
    for member in order {
      if buckets.isEmpty || size >= bytes {
        buckets.append([])
        size = 0
      }
      buckets[buckets.count - 1].append(member)
      size += 4 * tensors[member].elementCount
    }
    return buckets.map { Bucket($0) }
  }

  /// Begins to sum tensors over the members of a group.
  ///
  /// - Parameters:
  ///   - tensors: The tensors of this bucket, in its order.
  ///   - group: The members.
  ///   - dtype: The type in which they are sent and summed; nil for their own.
  ///   - isSingle: Whether nothing else is done meanwhile, so that it may as well be waited for.
  /// - Throws: `TorchError` if libtorch fails or, of kind `unavailable`, a member is gone.
  mutating func begin(_ tensors: [Tensor], over group: Communicator, sentAs dtype: DType?, isSingle: Bool = false)
    throws
  {
    let joined = try Tensor.cat(tensors.map { try $0.detach().flatten() })
    let flat = try dtype.map { try joined.to($0) } ?? joined
    if isSingle {
      try group.sumInPlace(flat)
    } else {
      pending = try group.beginSumInPlace(flat)
    }
    self.flat = flat
  }

  /// Waits for the sums, and writes them to the tensors.
  mutating func finish(_ tensors: [Tensor]) throws {
    try pending?.wait()
    guard let flat else { return }
    var start = 0
    for tensor in tensors {
      let part = try flat.narrow(start: start, length: tensor.elementCount)
      try tensor.copy(from: part.reshape(tensor.shape))
      start += tensor.elementCount
    }
    (self.flat, pending) = (nil, nil)
  }
}
