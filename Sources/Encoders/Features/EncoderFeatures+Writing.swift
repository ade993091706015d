import Datasets
import Formatting
import Runs
import TensorFiles
import Torch

/// What was written, of which images.
public struct WrittenFeatures: Equatable, Sendable {
  /// The files.
  public let files: WrittenEmbeddings
  /// The number of images N that have a row.
  public let count: Int
  /// The number of features D.
  public let dimension: Int
  /// The number of images without a class.
  public let unlabelled: Int
  /// The number of images whose features were there already, from a command that was stopped.
  public let resumedAt: Int
}

extension EncoderFeatures {
  /// Features of up to so many bytes go into the cache too.
  private static let mostCachedBytes = 256 << 20

  /// Writes the features of all images of a data set that can be read to a file.
  ///
  /// Unless the cache has them they go by way of the disk, so that they need not fit memory, and a process that is killed leaves to the
  /// next one what it has done: in the folder `PATH.partial`, which is gone once the file is there.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - kind: What the features are.
  ///   - path: Where to, with the ending of the format.
  ///   - format: One of `EmbeddingWriter.formats`.
  ///   - origin: What the file says of where they come from, given N and D.
  ///   - report: Told what there is to say about the cache, and of what a process before has done.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: What was written.
  /// - Throws: ``FeatureError`` if there are no images or a feature is not finite; `FileError` if a file cannot be written; what the
  ///   loader throws.
  public func write(
    _ dataset: any ImageDataset, _ kind: FeatureKind, to path: String, format: EmbeddingFile.Format,
    origin: (_ images: Int, _ dimension: Int) -> FeatureOrigin, report: (FeatureEvent) -> Void = { _ in },
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> WrittenFeatures {
    try EmbeddingWriter.requireRoom(for: path, format: format, images: dataset.count, name: dataset.name)
    return try withRows(of: dataset, kind, beside: path, report: report, progress: progress) {
      rows, _, resumedAt in
      try progress(WorkProgress("writing \(path)"))
      return try written(rows, to: path, format: format, origin: origin, resumedAt: resumedAt)
    }
  }

  /// Lends the features of all images of a data set that can be read to `body`, as rows that need not fit memory.
  ///
  /// Unless the cache has them they go by way of the disk, in the folder `PATH.partial`, from which a process after one that was killed
  /// goes on, and which is gone once `body` has returned.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - kind: What the features are.
  ///   - path: What the folder lies beside.
  ///   - report: Told what there is to say about the cache, and of what a process before has done.
  ///   - progress: Told now and then; what it throws stops the work.
  ///   - body: Given the rows, the position of each row's image in the data set, and how many images a process before has done.
  /// - Returns: What `body` returns.
  /// - Throws: ``FeatureError`` if there are no images or a feature is not finite; `FileError` if the folder cannot be written; what
  ///   the loader and `body` throw.
  public func withRows<Result>(
    of dataset: any ImageDataset, _ kind: FeatureKind, beside path: String, report: (FeatureEvent) -> Void = { _ in },
    progress: (WorkProgress) throws -> Void = { _ in },
    _ body: (_ rows: any EmbeddingRows, _ indices: [Int], _ resumedAt: Int) throws -> Result
  ) throws -> Result {
    let key = try store?.key(for: dataset, .representation, report: report)
    if let key, let known = store?.find(key, onBadImage: options.onBadImage, report: report) {
      report(.cached(count: known.count, kind: .representation))
      for description in known.skipped { report(.skipped(description)) }
      let rows =
        kind == .representation ? known : try features(of: dataset, kind, representations: known, progress: progress)
      return try body(rows, rows.indices, 0)
    }
    let spool = try FeatureSpool(
      beside: path, key: key?.digest ?? (try? representationConditions.key(for: dataset))?.digest, batchSize: batchSize)
    // Of a command that fails at once nothing stays.
    defer { if spool.count == 0 { spool.remove() } }
    let resumedAt = min(spool.resumedAt, dataset.count)
    if resumedAt > 0 {
      report(.note("going on with what a command before has done: \(resumedAt) of \(dataset.count) images"))
    }
    let skipped = try fill(spool, of: dataset, progress: progress)
    let indices = try spool.indices()
    guard !indices.isEmpty else { throw FeatureError("there are no images to compute features of") }
    if let key, resumedAt == 0, indices.count * spool.dimension * 4 <= Self.mostCachedBytes {
      let rows = StreamedFeatures(
        spool: spool, dataset: dataset, indices: indices, dimension: spool.dimension, change: { $0 })
      try store?.keep(rows, indices: indices, skipped: skipped, for: key, of: dataset, .representation, report: report)
    }
    let (dimension, change) = try change(to: kind, from: spool.dimension)
    let rows = StreamedFeatures(
      spool: spool, dataset: dataset, indices: indices, dimension: dimension, change: change)
    let result = try body(rows, indices, resumedAt)
    spool.remove()
    return result
  }

  /// Writes an index of the features of all images of a data set that can be read, as ``write(_:_:to:format:origin:report:progress:)`` does
  /// a file: by way of the disk, and going on where a process before was killed.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - kind: What the features are.
  ///   - path: Where to.
  ///   - origin: What the file says of where they come from, given N and D.
  ///   - report: Told what there is to say about the cache, and of what a process before has done.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: What was written.
  /// - Throws: As the other does.
  public func writeIndex(
    _ dataset: any ImageDataset, _ kind: FeatureKind, to path: String,
    origin: (_ images: Int, _ dimension: Int) -> FeatureOrigin, report: (FeatureEvent) -> Void = { _ in },
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> WrittenFeatures {
    let fingerprint = try model.fingerprint(of: kind)
    return try withRows(of: dataset, kind, beside: path, report: report, progress: progress) { rows, _, resumedAt in
      try progress(WorkProgress("writing \(path)"))
      try FeatureIndexWriter(
        rows, kind: kind.rawValue, fingerprint: fingerprint, origin: origin(rows.count, rows.dimension)
      ).write(to: path)
      let labels = rows.areLabelled ? path : nil
      return WrittenFeatures(
        files: WrittenEmbeddings(features: path, names: path, labels: labels), count: rows.count,
        dimension: rows.dimension, unlabelled: (0..<rows.count).count { rows.label(at: $0) == nil },
        resumedAt: resumedAt)
    }
  }

  private func written(
    _ rows: some EmbeddingRows, to path: String, format: EmbeddingFile.Format,
    origin: (_ images: Int, _ dimension: Int) -> FeatureOrigin, resumedAt: Int
  ) throws -> WrittenFeatures {
    let files = try EmbeddingWriter(rows, origin: origin(rows.count, rows.dimension)).write(to: path, format: format)
    return WrittenFeatures(
      files: files, count: rows.count, dimension: rows.dimension,
      unlabelled: (0..<rows.count).count { rows.label(at: $0) == nil }, resumedAt: resumedAt)
  }

  /// Computes the representations that are not there yet.
  private func fill(_ spool: FeatureSpool, of dataset: any ImageDataset, progress: (WorkProgress) throws -> Void) throws
    -> [String]
  {
    let start = spool.resumedAt
    guard start < dataset.count else { return [] }
    let skipped = SkippedImages()
    var options = options
    options.report = { [report = options.report] image in
      skipped.add(image)
      report(image)
    }
    // Also where it is stopped, so that nothing is computed twice.
    defer { try? spool.sync() }
    try forEachBatch(of: dataset, from: start, options: options) { rows, batch in
      try FeatureError.requireFinite(rows) { batch.names[$0] }
      try spool.append(rows, indices: batch.indices.map { $0 + start })
      let done = start + (batch.indices.last ?? 0) + 1
      try progress(WorkProgress("features", done: done, of: dataset.count))
    }
    return skipped.descriptions
  }

  /// What makes features of a kind of representations, and how many.
  private func change(to kind: FeatureKind, from dimension: Int) throws -> (Int, (Tensor) throws -> Tensor) {
    switch kind {
    case .representation: return (dimension, { $0 })
    case .whitened:
      let whitening = try whitening
      return (dimension, { try whitening($0) })
    case .embedding:
      try model.requireFeatures(.embedding)
      return (model.record.configuration.projector.last ?? dimension, { try embeddings(of: $0).to(.cpu) })
    }
  }
}
