import Augmentation
import Datasets
import Encoders
import Formatting
import Images
import Runs
import Torch

/// The pixels of images of one size, a byte each: what raw-pixel baselines compare, from 0 to 1.
struct PixelTable {
  /// The class of each image.
  let labels: [Int?]
  private let names: [String]
  private let indices: [Int]
  private let classNames: [String]
  /// `[N, D]`.
  private let bytes: Tensor

  /// The largest value of a byte, which stands for 1.
  private static let white = 255.0
  /// How many pixels are made numbers at once: 8 MB of them.
  private static let elementsPerBlock = 1 << 21

  /// The pixels of all images that can be read, resized to `side`.
  ///
  /// - Throws: ``FeatureError`` if there are none; what loading and `progress` throw.
  init(
    of dataset: any ImageDataset, side: Int, channels: Int, valueRange: ValueRange, batchSize: Int,
    options: LoaderOptions, partners: FeaturePartners? = nil, progress: (WorkProgress) throws -> Void
  ) throws {
    let preparation = FeaturePartners.PixelPreparation(side: side, channels: channels, valueRange: valueRange)
    let dimension = side * side * channels
    try AvailableMemory.require(
      dataset.count * dimension, for: "\(dimension) pixels of each of \(dataset.count) images")
    let all = try Tensor.empty([dataset.count, dimension], dtype: .uint8)
    var (labels, names, indices): ([Int?], [String], [Int]) = ([], [], [])
    func add(_ rows: Tensor, _ batch: EmbeddedImages) throws {
      // Renderers give bytes divided by 255.
      try all.narrow(start: labels.count, length: batch.count).copy(from: (rows * Self.white + 0.5).to(.uint8))
      labels += batch.labels
      names += batch.names
      indices += batch.indices
      try progress(WorkProgress("features", done: labels.count, of: dataset.count))
    }
    let extractor = EmbeddingExtractor.pixels
    if let partners {
      try partners.forEachBatch(
        of: dataset, .pixels(preparation), extractor, batchSize: batchSize, options: options, add)
    } else {
      try extractor.forEachBatch(
        of: dataset, preparation: preparation.settings, batchSize: batchSize, options: options, add)
    }
    guard !labels.isEmpty else { throw FeatureError("there are no images to compute features of") }
    bytes = try all.narrow(start: 0, length: labels.count)
    (self.labels, self.names, self.indices, classNames) = (labels, names, indices, dataset.classNames)
  }

  /// The number of images.
  var count: Int { labels.count }
  /// The number of pixels of an image, times its channels.
  var dimension: Int { bytes.size(1) }

  /// What `change` makes of the pixels of some images, `[N, D]` from 0 to 1, or with nil of all.
  func features(_ rows: Range<Int>?, _ change: (Tensor) throws -> Tensor) throws -> ExtractedFeatures {
    let rows = rows ?? 0..<count
    let table = try Tensor.empty([rows.count, dimension])
    try forEachBlock(rows) { block, start in
      try table.narrow(start: start - rows.lowerBound, length: block.size(0)).copy(
        from: change(block.to(.float32) / Self.white))
    }
    return try ExtractedFeatures(
      features: table, labels: Array(labels[rows]), names: Array(names[rows]), indices: Array(indices[rows]),
      classNames: classNames)
  }

  /// The mean pixels `[D]`, from 0 to 1.
  func mean() throws -> Tensor {
    let sum = try Tensor.zeros([dimension], dtype: .float64)
    try forEachBlock(0..<count) { block, _ in try sum.addInPlace(block.to(.float64).sum([0])) }
    return try (sum / (Self.white * Double(count))).to(.float32)
  }

  /// The whitening of pixels from 0 to 1.
  func whitening() throws -> Whitening { try Whitening(fitting: bytes, scale: 1 / Self.white) }

  private func forEachBlock(_ rows: Range<Int>, _ body: (Tensor, _ start: Int) throws -> Void) throws {
    let step = max(1, Self.elementsPerBlock / max(dimension, 1))
    try withoutGradients {
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
        try body(bytes.narrow(start: start, length: min(step, rows.upperBound - start)), start)
      }
    }
  }
}
