import Datasets
import Encoders
import Evaluation
import NN
import Torch

extension ModelOptions {
  /// The features of all images of a data set, with progress on standard error.
  func extract(_ dataset: any ImageDataset, _ what: String) throws -> ExtractedFeatures {
    try extract(dataset, features, what)
  }

  /// The features of one kind: those that the run folder keeps, or computed and kept from now on.
  ///
  /// Embeddings are computed from representations, which a caller may have already, so that the backbone sees each image
  /// once for both.
  func extract(
    _ dataset: any ImageDataset, _ kind: Features, _ what: String, representations: ExtractedFeatures? = nil
  ) throws -> ExtractedFeatures {
    let key = try store?.key(for: dataset, kind)
    if let key, let features = store?.find(key, onBadImage: loaderOptions.onBadImage) {
      Terminal.error("\(what): \(features.count) \(kind.rawValue)s from the cache")
      for description in features.skipped { Terminal.error("skipped: \(description)") }
      return features
    }
    let features =
      switch kind {
      case .representation: try compute(dataset, what)
      case .embedding: try project(representations ?? extract(dataset, .representation, what))
      }
    if let key { try store?.keep(features, for: key, of: dataset, kind) }
    return features
  }

  private func compute(_ dataset: any ImageDataset, _ what: String) throws -> ExtractedFeatures {
    let status = StatusLine(what)
    defer { status.finish() }
    return try EmbeddingExtractor(model.network.backbone, autocast: precision.autocast, device: device).features(
      of: dataset, preparation: model.preparation, batchSize: batchSize, options: loaderOptions
    ) {
      try Interruption.check()
      status.show($0.renamed(""))
    }
  }

  private func project(_ representations: ExtractedFeatures) throws -> ExtractedFeatures {
    var embeddings: Tensor?
    try withoutGradients {
      for start in stride(from: 0, to: representations.count, by: batchSize) {
        try Interruption.check()
        let length = min(batchSize, representations.count - start)
        let rows = try representations.features.narrow(start: start, length: length).to(device)
        let block = try withAutocast(precision.autocast, on: device) {
          try model.network.projector(rows, mode: .evaluation)
        }
        let all = try embeddings ?? Tensor.empty([representations.count, block.size(1)])
        try all.narrow(start: start, length: length).copy(from: block)
        embeddings = all
      }
    }
    guard let embeddings else { throw EvaluationError(.badData, "there are no images to compute features of") }
    return try ExtractedFeatures(
      features: embeddings, labels: representations.labels, names: representations.names,
      indices: representations.indices, classNames: representations.classNames, skipped: representations.skipped)
  }
}
