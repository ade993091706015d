import Torch

/// Tensors that are sent in pieces of some size, since each message has a cost of its own.
struct Buckets {
  /// The bytes from which a piece is sent; c10d's Reducer uses as many.
  static let bytes = 25 << 20

  private var pieces: [[Tensor]] = []

  /// Puts tensors together in their order.
  init(_ tensors: [Tensor]) {
    var size = 0
    for tensor in tensors {
      if pieces.isEmpty || size >= Self.bytes {
        pieces.append([])
        size = 0
      }
      pieces[pieces.count - 1].append(tensor)
      size += 4 * tensor.elementCount
    }
  }

  /// Replaces the tensors by their sums over the members; a piece is put together while those before are on their way.
  func sum(over members: Communicator, sentAs dtype: DType? = nil) throws {
    try withoutGradients {
      let sums = try pieces.map { piece in
        let joined = try Tensor.cat(piece.map { try $0.detach().flatten() })
        let flat = try dtype.map { try joined.to($0) } ?? joined
        // A single one has nothing beside it that would be done meanwhile.
        if pieces.count == 1 { try members.sumInPlace(flat) }
        return (piece: piece, flat: flat, pending: try pieces.count == 1 ? nil : members.beginSumInPlace(flat))
      }
      for (piece, flat, pending) in sums {
        try pending?.wait()
        var start = 0
        for tensor in piece {
          let part = try flat.narrow(start: start, length: tensor.elementCount)
          try tensor.copy(from: part.reshape(tensor.shape))
          start += tensor.elementCount
        }
      }
    }
  }
}
