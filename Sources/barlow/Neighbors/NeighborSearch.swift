import Datasets
import Evaluation
import Images
import Torch

/// The most similar images of a data set for each of some queries.
struct NeighborSearch {
  /// An image that was found.
  struct Neighbor: Encodable {
    let name: String
    /// The class, if the image has one.
    let label: String?
    /// The cosine of the angle between its features and the query's.
    let similarity: Float
    /// Whether it is the query itself: the same pixels.
    let isQuery: Bool
    /// The position in the data set.
    let index: Int

    private enum CodingKeys: String, CodingKey {
      case name, label, similarity, isQuery
    }
  }

  /// What was found for one query, the most similar first.
  struct Answer: Encodable {
    let query: String
    let neighbors: [Neighbor]
  }

  /// The answers in the order of the queries.
  let answers: [Answer]

  /// Similarities of the same image differ from 1 by rounding only.
  private static let leastSimilarityOfQuery: Float = 0.99

  /// Finds the `k` most similar images besides the query, which is shown too if the data holds it.
  init(
    _ queries: QueryImages, features: Tensor, in data: DataFeatures, of dataset: any ImageDataset, k: Int
  ) throws {
    guard features.size(1) == data.features.size(1) else {
      throw EvaluationError(
        .badData,
        "the data's features have \(data.features.size(1)) dimensions, the queries' \(features.size(1)); "
          + "use the same model and kind of features for both")
    }
    guard k <= data.indices.count else {
      throw EvaluationError(
        .usage, "--k is \(k), but the data has only \(data.indices.count) images; give a smaller one")
    }
    let found = try FeatureBank(data.features).neighbors(of: features, k: min(k + 1, data.indices.count))
    answers = try queries.queries.enumerated().map { number, query in
      let places = (number * found.k)..<((number + 1) * found.k)
      let all = try places.map { place in
        let index = data.indices[Int(found.rows[place])]
        let similarity = found.similarities[place]
        return Neighbor(
          name: dataset.name(at: index), label: dataset.label(at: index).map { dataset.classNames[$0] },
          similarity: similarity,
          isQuery: try similarity > Self.leastSimilarityOfQuery && Self.isSame(query, dataset.source(at: index)),
          index: index)
      }
      let others = all.contains(where: \.isQuery) ? all : Array(all.prefix(k))
      return Answer(query: query.path, neighbors: others)
    }
  }

  /// Whether the data's image has the query's pixels; small data sets are kept without the bytes of their files.
  private static func isSame(_ query: QueryImages.Query, _ source: ImageSource) throws -> Bool {
    let decoder = ImageDecoder()
    switch source {
    case .encoded(let bytes):
      if bytes == query.bytes { return true }
      let image = try decoder.decode(bytes, channels: query.image.channels)
      return (image.width, image.height) == (query.image.width, query.image.height)
        && image.pixels == query.image.pixels
    case .decoded(let image):
      let own = try decoder.decode(query.bytes, channels: image.channels)
      return (image.width, image.height) == (own.width, own.height) && image.pixels == own.pixels
    }
  }
}
