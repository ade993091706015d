import Augmentation
import Datasets
import Images

/// The images of a data set that a search compares and shows; those that cannot be read end it or are skipped.
///
/// Their features may come from a file, so that nobody has looked at the images before.
public final class SearchedImages {
  private let dataset: any ImageDataset
  private let onBadImage: OnBadImage
  private let report: (String) -> Void
  private let decoder: ImageDecoder
  private var unreadable: Set<Int> = []

  /// The images of `dataset`, those of more than 8 bits mapped by `valueRange`; `report` is told of each that is skipped, once.
  public init(
    _ dataset: any ImageDataset, onBadImage: OnBadImage, valueRange: ValueRange = .full,
    report: @escaping (_ description: String) -> Void = { _ in }
  ) {
    decoder = ImageDecoder(valueRange: valueRange)
    self.report = report
    self.dataset = dataset
    self.onBadImage = onBadImage
  }

  /// The names of the images that were asked for and cannot be read.
  public var unreadableNames: [String] { unreadable.sorted().map { dataset.name(at: $0) } }

  /// An image of the data set in colour; nil if it cannot be read and such images are skipped.
  ///
  /// - Throws: `DatasetError` if it cannot be read and that is an error.
  public func image(at index: Int) throws(DatasetError) -> Image? {
    try read(index) { source in
      switch source {
      case .decoded(let image): image
      case .encoded(let bytes): try decoder.decode(bytes, channels: 3)
      }
    }
  }

  /// Whether an image of the data set has the query's pixels; one that cannot be read and is skipped has not.
  ///
  /// Small data sets are kept without the bytes of their files.
  ///
  /// - Throws: `DatasetError` if it cannot be read and that is an error.
  public func isSame(_ query: QueryImages.Query, _ index: Int) throws(DatasetError) -> Bool {
    try read(index) { source in
      let (own, other): (Image, Image)
      switch source {
      case .encoded(let bytes):
        if bytes == query.bytes { return true }
        (own, other) = (query.image, try decoder.decode(bytes, channels: query.image.channels))
      case .decoded(let image):
        (own, other) = (try decoder.decode(query.bytes, channels: image.channels), image)
      }
      return (own.width, own.height) == (other.width, other.height) && own.pixels == other.pixels
    } ?? false
  }

  private func read<Result>(_ index: Int, _ body: (ImageSource) throws -> Result) throws(DatasetError) -> Result? {
    guard !unreadable.contains(index) else { return nil }
    let failure: DatasetError
    do {
      return try body(dataset.source(at: index))
    } catch {
      failure = .rendering(error, of: dataset.name(at: index))
    }
    guard onBadImage == .skip, !failure.isExhaustion else { throw failure }
    unreadable.insert(index)
    report(failure.description)
    return nil
  }
}
