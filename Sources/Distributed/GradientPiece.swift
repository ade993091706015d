import Torch

/// Gradients that are summed over processes in one message.
struct GradientPiece {
  /// The positions of their parameters, in the order in which they stand in the message.
  let members: [Int]
  private var flat: Tensor?
  private var pending: PendingSum?

  private init(_ members: [Int]) { self.members = members }

  /// Puts parameters together in their order, up to about so many bytes each.
  static func pieces(of members: [Int], _ parameters: [Tensor], _ bytes: Int) -> [GradientPiece] {
    var pieces: [[Int]] = []
    var size = 0
    for member in members {
      if pieces.isEmpty || size >= bytes {
        pieces.append([])
        size = 0
      }
      pieces[pieces.count - 1].append(member)
      size += 4 * parameters[member].elementCount
    }
    return pieces.map { GradientPiece($0) }
  }

  /// Begins to sum the parameters' gradients.
  mutating func begin(_ parameters: [Tensor], over members: Communicator, sentAs dtype: DType?) throws {
    let joined = try Tensor.cat(
      self.members.map { member in
        guard let gradient = try parameters[member].gradient() else {
          throw TorchError(.failed, "a parameter has lost its gradient")
        }
        return try gradient.detach().flatten()
      })
    let flat = try dtype.map { try joined.to($0) } ?? joined
    self.flat = flat
    pending = try members.beginSumInPlace(flat)
  }

  /// Waits for the sums, which become the parameters' gradients.
  mutating func finish(_ parameters: [Tensor]) throws {
    try pending?.wait()
    guard let flat else { return }
    var start = 0
    for member in members {
      guard let gradient = try parameters[member].gradient() else { continue }
      let part = try flat.narrow(start: start, length: gradient.elementCount)
      try gradient.copy(from: part.reshape(gradient.shape))
      start += gradient.elementCount
    }
    (self.flat, pending) = (nil, nil)
  }
}
