import Augmentation
import BarlowTwins
import Datasets
import Encoders
import Evaluation
import Formatting
import Images
import Torch

/// What a run's network makes of some images: a map, neighbours, view pairs and, if asked for, a diagnosis.
public struct SampleStudy {
  /// What the images are, in words.
  let origin: String
  let count: Int
  let names: [String]
  let labels: [Int?]
  let classNames: [String]
  let projections: [ScatterMap.Projection]
  let thumbnails: ThumbnailSheet
  let neighbors: [NeighborRow]
  /// How many neighbours the purity counts; nil without classes.
  let purityNeighbors: Int?
  let purity: [ClassPurity]
  let pairs: [ViewPairRow]
  /// The state of the embeddings; nil if it was not asked for.
  let summary: EmbeddingSummary?

  private static let mapSide = 32
  private static let pictureSide = 128
  private static let examples = 8
  private static let neighborsShown = 7
  private static let pairsShown = 6

  /// Looks at images of one part of the data.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - dataset: The images to choose from.
  ///   - origin: What they are, in words.
  ///   - wantsDiagnosis: Whether two views of the images are compared too.
  ///   - request: How many images, and how.
  /// - Throws: `EvaluationError` if there are fewer than two images; what loading and the network throw.
  public init(
    model: EncoderModel, dataset: any ImageDataset, origin: String, wantsDiagnosis: Bool, request: SampleRequest
  ) throws {
    let subset = try Subset.sample(dataset, count: request.count, seed: 0)
    let sample = try SampleFeatures(subset, model: model, request: request)
    guard sample.count >= 2 else { throw EvaluationError(.badData, "one image alone cannot be compared; give more") }
    self.origin = origin
    count = sample.count
    names = (0..<sample.count).map(sample.name)
    labels = sample.labels
    classNames = dataset.classNames
    projections = try Self.projections(sample, request: request)

    try request.progress(WorkProgress("pictures"))
    let painter = SamplePicture(channels: max(model.record.channels, dataset.channels))
    thumbnails = ThumbnailSheet(
      try sample.indices.map { try painter.square(subset.source(at: $0), side: Self.mapSide) }, cellSize: Self.mapSide)
    let bank = try FeatureBank(sample.features)
    neighbors = try Self.neighbors(sample, bank: bank, painter: painter)
    (purityNeighbors, purity) = try Self.purity(sample, bank: bank, classNames: dataset.classNames)
    pairs = try Self.pairs(sample, recipe: model.record.views, channels: model.record.channels, painter: painter)
    summary = try wantsDiagnosis ? Self.diagnosis(subset, model: model, request: request) : nil
  }

  private static func projections(_ sample: SampleFeatures, request: SampleRequest) throws -> [ScatterMap.Projection] {
    let principal = try PrincipalMap(sample.features, axes: 50)
    let values = try principal.coordinates.doubles()
    let axes = principal.coordinates.size(1)
    let shares = principal.varianceShares.prefix(2).map { NumberText.percent($0) }.joined(separator: " and ")
    let plane = ScatterMap.Projection(
      name: "PCA",
      hint: "The two directions in which representations vary most, with \(shares) of the variance: distances are true "
        + "within this plane, and everything else is left out.",
      points: (0..<sample.count).map { SIMD2(values[$0 * axes], axes > 1 ? values[$0 * axes + 1] : 0) })
    guard sample.count >= 4 else { return [plane] }
    let embedded = try TSNE(principal.coordinates, progress: request.progress)
    let neighbors = NumberText.short(embedded.perplexity, digits: 3)
    return [
      ScatterMap.Projection(
        name: "t-SNE",
        hint: "Images that lie together have similar representations (perplexity \(neighbors), on the first \(axes) "
          + "principal axes). Distances between groups and the size of groups mean little.",
        points: embedded.points), plane,
    ]
  }

  private static func neighbors(_ sample: SampleFeatures, bank: FeatureBank, painter: SamplePicture) throws
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

  private static func purity(_ sample: SampleFeatures, bank: FeatureBank, classNames: [String]) throws
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

  private static func pairs(
    _ sample: SampleFeatures, recipe: TwoViewRecipe, channels: Int, painter: SamplePicture
  ) throws -> [ViewPairRow] {
    let renderer = try ViewRenderer(recipe: recipe, channels: channels)
    return try sample.examples(pairsShown).enumerated().map { number, row in
      let source = try sample.dataset.source(at: sample.indices[row])
      let views = try renderer.preview(source, seed: 0, epoch: 0, index: number).map { view in
        ViewPairRow.View(
          picture: view.image.fitted(pictureSide), caption: ViewCaption(view.parameters).words.joined(separator: " · "))
      }
      return ViewPairRow(
        name: sample.name(row), original: try painter.whole(source, longest: pictureSide), views: views)
    }
  }

  /// The diagnosis of two views of each image, drawn as in training, of the network as in use.
  private static func diagnosis(_ dataset: Subset, model: EncoderModel, request: SampleRequest) throws
    -> EmbeddingSummary
  {
    let embeddings = try TwoViewEmbeddings(
      of: dataset, views: model.record.views, channels: model.record.channels, seed: 0,
      options: LoaderOptions(workers: request.workers, onBadImage: .skip, report: { _ in }),
      extractor: EmbeddingExtractor(model.network)
    ) { try request.progress($0.renamed("diagnosis")) }
    return try EmbeddingSummary(embeddings.a, embeddings.b, lambda: model.record.diagnosisLambda)
  }
}
