import Datasets
import Formatting
import Torch

/// The most similar images of a data set for each of some queries.
public struct NeighborSearch {
  /// An image that was found.
  public struct Neighbor: Encodable {
    public let name: String
    /// The class, if the image has one.
    public let label: String?
    /// The cosine of the angle between its features and the query's.
    public let similarity: Float
    /// Whether it is the query itself: the same pixels.
    public let isQuery: Bool
    /// The position in the data set.
    public let index: Int

    private enum CodingKeys: String, CodingKey {
      case name, label, similarity, isQuery
    }
  }

  /// What was found for one query, the most similar first.
  public struct Answer: Encodable {
    public let query: String
    public let neighbors: [Neighbor]
  }

  /// The answers in the order of the queries.
  public let answers: [Answer]

  /// Similarities of the same image differ from 1 by rounding only.
  private static let leastSimilarityOfQuery: Float = 0.99

  /// Finds the `k` most similar images besides the query for each of `features` `[M, D]`.
  ///
  /// However often the data holds the query itself, it gets `k` others, unless the data has no more; the copies that come
  /// before the last of them are told too.
  ///
  /// `progress` is told now and then; what it throws stops the work.
  ///
  /// - Throws: ``EvaluationError`` for features that do not fit those of the data; `DatasetError` for an image that cannot be
  ///   read, if `images` wants that.
  public init(
    _ queries: QueryImages, features: Tensor, in data: DataFeatures, of dataset: any ImageDataset,
    images: SearchedImages, k: Int, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    guard features.size(1) == data.bank.dimension else {
      throw EvaluationError(
        .badData,
        "the data's features have \(data.bank.dimension) dimensions, the queries' \(features.size(1)); "
          + "use the same model and kind of features for both")
    }
    let count = data.bank.count
    guard k <= count else {
      throw EvaluationError(
        .usage, "k is \(k), but the data has only \(NumberText.count(count, "image")); give a smaller one")
    }
    var answers = [Answer?](repeating: nil, count: queries.count)
    var open = Array(0..<queries.count)
    // One more than asked for, since an image is often its own nearest neighbour; where it has copies, ever more.
    var wanted = min(k + 1, count)
    var isCopy = [[Int: Bool]](repeating: [:], count: queries.count)
    while !open.isEmpty {
      let rows = try features.indexSelect(0, Tensor.from(open, shape: [open.count]))
      let found = try data.bank.neighbors(of: rows, k: wanted, progress: progress)
      var unanswered: [Int] = []
      for (place, query) in open.enumerated() {
        let candidates = (place * wanted)..<((place + 1) * wanted)
        let neighbors = try candidates.map { candidate in
          let index = data.indices[Int(found.rows[candidate])]
          let similarity = found.similarities[candidate]
          if similarity > Self.leastSimilarityOfQuery, isCopy[query][index] == nil {
            try progress(WorkProgress("copies"))
            isCopy[query][index] = try images.isSame(queries.queries[query], index)
          }
          return Neighbor(
            name: dataset.name(at: index), label: dataset.label(at: index).map { dataset.classNames[$0] },
            similarity: similarity, isQuery: isCopy[query][index] ?? false, index: index)
        }
        let others = neighbors.indices.filter { !neighbors[$0].isQuery }
        guard others.count >= k || wanted == count else {
          unanswered.append(query)
          continue
        }
        let end = others.count >= k ? others[k - 1] + 1 : neighbors.count
        answers[query] = Answer(query: queries.queries[query].path, neighbors: Array(neighbors[..<end]))
      }
      open = unanswered
      wanted = min(2 * wanted, count)
    }
    self.answers = answers.compactMap { $0 }
  }
}
