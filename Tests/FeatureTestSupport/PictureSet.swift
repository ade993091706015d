import Augmentation
import Datasets
import Encoders
import Formatting
import Images

/// Small pictures whose class is their colour: red, green or blue with a little texture.
package struct PictureSet: ImageDataset {
  package let count: Int
  package var isLabelled: Bool
  /// The pictures that are no image files.
  package var bad: Set<Int>

  package init(count: Int, isLabelled: Bool = true, bad: Set<Int> = []) {
    self.count = count
    self.isLabelled = isLabelled
    self.bad = bad
  }

  package var channels: Int { 3 }
  package var classNames: [String] { isLabelled ? ["red", "green", "blue"] : [] }

  package func label(at index: Int) -> Int? { isLabelled ? index % 3 : nil }
  package func name(at index: Int) -> String { "picture-\(index)" }

  package func source(at index: Int) throws(DatasetError) -> ImageSource {
    if bad.contains(index) { return .encoded(Array("no image".utf8)) }
    let pixels = (0..<(8 * 8 * 3)).map { position in
      UInt8((position % 3 == index % 3 ? 160 : 40) + (position * 31 + index * 17) % 60)
    }
    return .decoded(Image(width: 8, height: 8, channels: 3, pixels: pixels))
  }

  package static let preparation = EvaluationSettings(
    imageSize: 8, resizeTo: nil, normalization: Normalization(mean: [0.4, 0.4, 0.4], std: [0.25, 0.25, 0.25]),
    channels: 3)

  package static func options(workers: Int = 0) -> LoaderOptions {
    LoaderOptions(workers: workers, onBadImage: .skip) { _ in }
  }

  package func loader(batchSize: Int = 4) throws -> EvaluationLoader {
    try EvaluationLoader(self, settings: Self.preparation, batchSize: batchSize, options: Self.options())
  }

  /// What `extractor` makes of all pictures.
  package func features(
    by extractor: EmbeddingExtractor = .pixels, batchSize: Int = 4,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    try extractor.features(
      of: self, preparation: Self.preparation, batchSize: batchSize, options: Self.options(), progress: progress)
  }
}
