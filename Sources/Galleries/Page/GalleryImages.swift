import Augmentation
import Datasets
import Evaluation
import Images

/// The images of a gallery's rows, as a page shows them.
public struct GalleryImages: Sendable {
  /// The images.
  public let dataset: any ImageDataset
  /// The position of each row's image in the data set.
  public let indices: [Int]
  /// The longest side of a small picture in pixels.
  public var thumbnailSide = 48
  /// What to do with an image that cannot be read; one that is skipped is drawn grey.
  public var onBadImage = OnBadImage.fail
  /// How values of more than 8 bits become 8.
  public var valueRange = ValueRange.full

  /// The sides that a small picture may have.
  public static let thumbnailSides = 16...128

  /// The images of some rows.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - indices: The position of each row's image; nil for all images in their order.
  public init(_ dataset: any ImageDataset, indices: [Int]? = nil) {
    self.dataset = dataset
    self.indices = indices ?? Array(0..<dataset.count)
  }

  /// The name of a row's image.
  func name(_ row: Int) -> String { dataset.name(at: indices[row]) }

  /// The small picture of a row's image, or why there is none.
  ///
  /// - Throws: `DatasetError` if the image cannot be read and that is an error, or memory is short.
  func picture(_ row: Int, by painter: Thumbnail) throws -> Result<Image, DatasetError> {
    do {
      return .success(try painter.whole(dataset.source(at: indices[row]), longest: thumbnailSide))
    } catch {
      let failure = DatasetError.rendering(error, of: name(row))
      guard onBadImage == .skip, !failure.isExhaustion else { throw failure }
      return .failure(failure)
    }
  }
}
