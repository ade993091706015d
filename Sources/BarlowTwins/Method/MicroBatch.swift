import Distributed
import Torch

/// Some rows of a batch, spread over it, that go through the backbone together.
///
/// Which ones does not depend on how processes share the batch: each has its own rows of every micro-batch, and those of all
/// processes are one whose statistics they take together.
struct MicroBatch {
  /// The rows among the own ones, ascending; nil for all.
  let own: [Int]?
  /// The rows in the whole batch.
  let rows: [Int]
  /// The number of rows in all processes.
  let wholeCount: Int

  /// Takes a batch apart, of which this process has `images`.
  ///
  /// Pairs of rows stay together where the batch is even, since some of libtorch's kernels cannot train odd batches.
  static func parts(_ count: Int, of images: Int, in part: BatchPart) -> [MicroBatch] {
    let whole = part.wholeCount(own: images)
    let own = part.rows(of: whole)
    guard count > 1 else { return [MicroBatch(own: nil, rows: Array(own), wholeCount: whole)] }
    let unit = whole % 2 == 0 ? 2 : 1
    return (0..<count).map { number in
      let isOf = { (row: Int) in row / unit % count == number }
      let rows = own.filter(isOf)
      return MicroBatch(own: rows.map { $0 - own.lowerBound }, rows: rows, wholeCount: (0..<whole).filter(isOf).count)
    }
  }

  /// The own rows of a tensor `[n, ...]`.
  func select(_ tensor: Tensor) throws -> Tensor {
    guard let own else { return tensor }
    return try tensor.indexSelect(0, Tensor.from(own, shape: [own.count]).to(tensor.device))
  }

  /// Puts what was made of each micro-batch, `[n_k, ...]`, into the order of the own rows.
  static func joined(_ pieces: [Tensor], of parts: [MicroBatch]) throws -> Tensor {
    guard pieces.count > 1 else { return pieces[0] }
    var places = [Int](repeating: 0, count: parts.reduce(0) { $0 + $1.rows.count })
    for (place, row) in parts.flatMap({ $0.own ?? [] }).enumerated() { places[row] = place }
    let order = try Tensor.from(places, shape: [places.count])
    return try Tensor.cat(pieces).indexSelect(0, order.to(pieces[0].device))
  }
}
