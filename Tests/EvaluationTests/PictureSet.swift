import Augmentation
import Datasets
import Evaluation
import Formatting
import Images

/// Small pictures whose class is their colour: red, green or blue with a little texture.
struct PictureSet: ImageDataset {
  let count: Int
  var isLabelled = true
  /// The pictures that are no image files.
  var bad: Set<Int> = []
  var channels: Int { 3 }
  var classNames: [String] { isLabelled ? ["red", "green", "blue"] : [] }

  func label(at index: Int) -> Int? { isLabelled ? index % 3 : nil }
  func name(at index: Int) -> String { "picture-\(index)" }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    if bad.contains(index) { return .encoded(Array("no image".utf8)) }
    let pixels = (0..<(8 * 8 * 3)).map { position in
      UInt8((position % 3 == index % 3 ? 160 : 40) + (position * 31 + index * 17) % 60)
    }
    return .decoded(Image(width: 8, height: 8, channels: 3, pixels: pixels))
  }

  static let preparation = EvaluationSettings(
    imageSize: 8, resizeTo: nil, normalization: Normalization(mean: [0.4, 0.4, 0.4], std: [0.25, 0.25, 0.25]),
    channels: 3)

  static func options(workers: Int = 0) -> LoaderOptions {
    LoaderOptions(workers: workers, onBadImage: .skip) { _ in }
  }

  func loader(batchSize: Int = 4) throws -> EvaluationLoader {
    try EvaluationLoader(self, settings: Self.preparation, batchSize: batchSize, options: Self.options())
  }

  /// What `extractor` makes of all pictures.
  func features(
    by extractor: EmbeddingExtractor = .pixels, batchSize: Int = 4,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    try extractor.features(
      of: self, preparation: Self.preparation, batchSize: batchSize, options: Self.options(), progress: progress)
  }
}
