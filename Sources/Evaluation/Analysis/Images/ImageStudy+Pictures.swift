import Augmentation
import Images
import Torch

extension ImageStudy {
  private static let pictureSide = 128
  private static let examples = 8
  private static let neighborsShown = 7
  private static let pairsShown = 6

  /// Some images, of different classes where there are classes, with those most similar to them.
  static func neighbors(_ sample: ImageStudyFeatures, bank: FeatureBank, painter: Thumbnail) throws
    -> [NeighborRow]
  {
    let queries = sample.examples(examples)
    // One more, since each image is its own nearest neighbour.
    let k = min(neighborsShown + 1, sample.count)
    let found = try bank.neighbors(
      of: sample.features.indexSelect(0, Tensor.from(queries, shape: [queries.count])), k: k)
    func entry(_ row: Int, _ similarity: Double?) throws -> NeighborRow.Entry {
      let picture = try painter.whole(sample.dataset.source(at: sample.indices[row]), longest: pictureSide)
      return NeighborRow.Entry(
        picture: picture, name: sample.name(row), label: sample.labels[row], similarity: similarity)
    }
    return try queries.enumerated().map { place, query in
      let others = (0..<k).map { (Int(found.rows[place * k + $0]), Double(found.similarities[place * k + $0])) }
        .filter { $0.0 != query }.prefix(neighborsShown)
      return NeighborRow(query: try entry(query, nil), neighbors: try others.map { try entry($0.0, $0.1) })
    }
  }

  /// How many neighbours count, and for each class how many of them belong to it too.
  static func purity(_ sample: ImageStudyFeatures, bank: FeatureBank, classNames: [String]) throws
    -> (Int?, [ClassPurity])
  {
    guard !classNames.isEmpty, sample.labels.contains(where: { $0 != nil }) else { return (nil, []) }
    let k = min(11, sample.count)
    let found = try bank.neighbors(of: sample.features, k: k)
    var shares = [[Double]](repeating: [], count: classNames.count)
    for row in 0..<sample.count {
      guard let label = sample.labels[row] else { continue }
      let others = (0..<k).map { Int(found.rows[row * k + $0]) }.filter { $0 != row }.prefix(k - 1)
      shares[label].append(Double(others.count { sample.labels[$0] == label }) / Double(max(others.count, 1)))
    }
    let purity = zip(classNames, shares).compactMap { name, shares in
      shares.isEmpty
        ? nil
        : ClassPurity(name: name, images: shares.count, share: shares.reduce(0, +) / Double(shares.count))
    }
    return (k - 1, purity)
  }

  /// Some images with views as training draws them.
  static func pairs(
    _ sample: ImageStudyFeatures, recipe: TwoViewRecipe, channels: Int, painter: Thumbnail
  ) throws -> [ViewPairRow] {
    let renderer = try ViewRenderer(recipe: recipe, channels: channels)
    return try sample.examples(pairsShown).enumerated().map { number, row in
      let source = try sample.dataset.source(at: sample.indices[row])
      let views = try renderer.preview(source, seed: 0, epoch: 0, index: number).map { view in
        ViewPairRow.View(picture: view.image.fitted(pictureSide), parameters: view.parameters)
      }
      return ViewPairRow(
        name: sample.name(row), original: try painter.whole(source, longest: pictureSide), views: views)
    }
  }
}
