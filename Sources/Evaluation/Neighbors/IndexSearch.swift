import Encoders
import Formatting
import Runs
import TensorFiles
import Torch

extension FeatureBank {
  /// The features of an index, searched where they lie: without a copy, whatever their number.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public init(_ index: FeatureIndex) throws {
    self.init(directions: try index.features(), source: index.path)
  }
}

/// The most similar images of an index for some features: exactly, by products of matrices, many queries at once.
public struct IndexSearch {
  /// An image that was found.
  public struct Neighbor: Encodable, Equatable {
    public let name: String
    /// The class, if the images have any.
    public let label: String?
    /// The cosine of the angle between its features and the query's.
    public let similarity: Float
  }

  private let index: FeatureIndex
  private let bank: FeatureBank

  /// A search in `index`.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public init(_ index: FeatureIndex) throws {
    self.index = index
    bank = try FeatureBank(index)
  }

  /// Makes sure that features of a model can be compared with those of the index.
  ///
  /// - Throws: ``EvaluationError`` if they are by another model, or of another kind.
  public static func require(_ index: FeatureIndex, by model: EncoderModel, _ kind: FeatureKind, path: String) throws {
    guard index.kind == kind.rawValue else {
      throw EvaluationError(
        .usage, "\(index.path) holds features of the kind \(index.kind), not \(kind.rawValue); compare with these")
    }
    guard try index.fingerprint != model.fingerprint(of: kind) else { return }
    let own = index.origin.map { " (it says: \($0.model)\($0.step.map { ", step \($0)" } ?? ""))" } ?? ""
    throw EvaluationError(
      .badData,
      "\(index.path) was made by another model than \(path)\(own), so that nothing in it is comparable; "
        + "use that model, or make the index again")
  }

  /// The `k` most similar images for each row of `queries` `[M, D]`, the most similar first.
  ///
  /// - Parameters:
  ///   - queries: Features by the same model.
  ///   - k: The number of neighbours.
  ///   - leftOut: The row of the index that is no neighbour of a query, since it is the query; nil for none. One for each query, or empty.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: `k` neighbours of each query.
  /// - Throws: ``EvaluationError`` if `k` is not in 1…N, the dimensions differ, or the index turns out to be damaged.
  public func neighbors(
    of queries: Tensor, k: Int, leavingOut leftOut: [Int?] = [], progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> [[Neighbor]] {
    let leavesOut = leftOut.contains { $0 != nil }
    guard k < index.count || (k == index.count && !leavesOut) else {
      throw EvaluationError(
        .usage,
        "k is \(k), but \(index.path) has only \(index.count - (leavesOut ? 1 : 0)) other images; give a smaller one")
    }
    let wanted = leavesOut ? k + 1 : k
    let found = try bank.neighbors(of: queries, k: wanted, progress: progress)
    return (0..<queries.size(0)).map { query in
      let places = (query * wanted)..<((query + 1) * wanted)
      let others = places.filter { place in
        !leftOut.indices.contains(query) || leftOut[query] != Int(found.rows[place])
      }
      return others.prefix(k).map { place in
        let row = Int(found.rows[place])
        return Neighbor(
          name: index.name(at: row), label: label(of: row), similarity: found.similarities[place])
      }
    }
  }

  /// The stored features `[M, D]` of some rows.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public func features(of rows: [Int]) throws -> Tensor {
    try Tensor.from(
      rows.flatMap { row in index.withRows(row..<(row + 1)) { Array($0) } }, shape: [rows.count, index.dimension])
  }

  private func label(of row: Int) -> String? {
    index.label(at: row).map { index.classNames.indices.contains($0) ? index.classNames[$0] : "\($0)" }
  }
}
