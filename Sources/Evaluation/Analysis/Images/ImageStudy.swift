import Augmentation
import BarlowTwins
import Datasets
import Encoders
import Formatting
import Images

/// What a run's network makes of some images: a map, neighbours, view pairs and, if asked for, a diagnosis.
package struct ImageStudy {
  /// What the images are, in the words of whoever chose them.
  package let origin: String
  /// How many images could be read.
  package let count: Int
  /// What each image is called.
  package let names: [String]
  /// The class of each image; nil for one without.
  package let labels: [Int?]
  /// What the classes are called; empty without classes.
  package let classNames: [String]
  /// The images in the plane, in one way or two.
  package let projections: [ImageProjection]
  /// The middle of each image as a square whose sides are ``thumbnailSide``.
  package let thumbnails: [Image]
  /// Some images with those that are most similar to them.
  package let neighbors: [NeighborRow]
  /// How many neighbours the purity counts; nil without classes.
  package let purityNeighbors: Int?
  /// How often neighbours share a class, for each class with images.
  package let purity: [ClassPurity]
  /// Some images with views of them.
  package let pairs: [ViewPairRow]
  /// The diagnosis of the embeddings; nil if it was not asked for.
  package let summary: EmbeddingSummary?

  /// The sides of thumbnails in pixels.
  package static let thumbnailSide = 32

  /// Looks at images of one part of the data.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - dataset: The images to choose from.
  ///   - origin: What they are, in words, for whoever shows them.
  ///   - wantsDiagnosis: Whether two views of the images are compared too.
  ///   - request: How many images, and how.
  /// - Throws: `EvaluationError` if there are fewer than two images; what loading and the network throw.
  package init(
    model: EncoderModel, dataset: any ImageDataset, origin: String, wantsDiagnosis: Bool, request: ImageStudyRequest
  ) throws {
    let subset = try Subset.sample(dataset, count: request.count, seed: 0)
    let sample = try ImageStudyFeatures(subset, model: model, request: request)
    guard sample.count >= 2 else { throw EvaluationError(.badData, "one image alone cannot be compared; give more") }
    self.origin = origin
    count = sample.count
    names = (0..<sample.count).map(sample.name)
    labels = sample.labels
    classNames = dataset.classNames
    projections = try ImageProjection.both(of: sample, request: request)

    try request.progress(WorkProgress("pictures"))
    let painter = Thumbnail(
      channels: max(model.record.channels, dataset.channels), valueRange: model.record.views.valueRange)
    thumbnails = try sample.indices.map { try painter.square(subset.source(at: $0), side: Self.thumbnailSide) }
    let bank = try FeatureBank(sample.features)
    neighbors = try Self.neighbors(sample, bank: bank, painter: painter)
    (purityNeighbors, purity) = try Self.purity(sample, bank: bank, classNames: dataset.classNames)
    pairs = try Self.pairs(sample, recipe: model.record.views, channels: model.record.channels, painter: painter)
    summary = try wantsDiagnosis ? Self.diagnosis(subset, model: model, request: request) : nil
  }

  /// The diagnosis of two views of each image, drawn as in training, of the network as in use.
  private static func diagnosis(_ dataset: Subset, model: EncoderModel, request: ImageStudyRequest) throws
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
