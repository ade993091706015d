import Datasets
import Foundation
import Images
import Runs

extension ImageEncoder {
  /// The features of an image file.
  ///
  /// - Parameters:
  ///   - path: The file: JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF, told by its contents.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(imageAt path: String, features kind: FeatureKind? = nil) throws -> [Float] {
    try only(embed(imagesAt: [path], features: kind))
  }

  /// The features of an image file.
  ///
  /// - Parameters:
  ///   - url: The URL of a file, which nothing is loaded for.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``; `DatasetError` for a URL of something else than a file.
  public func embed(imageAt url: URL, features kind: FeatureKind? = nil) throws -> [Float] {
    try only(embed(imagesAt: [url], features: kind))
  }

  /// The features of several image files, in batches.
  ///
  /// - Parameters:
  ///   - paths: The files, each of which is read when its turn comes.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: A row for each file, in their order.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(imagesAt paths: [String], features kind: FeatureKind? = nil) throws -> [[Float]] {
    try embed(GivenImages(paths: paths), features: kind)
  }

  /// The features of several image files, in batches.
  ///
  /// - Parameters:
  ///   - urls: The URLs of files, each of which is read when its turn comes.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: A row for each file, in their order.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``; `DatasetError` for a URL of something else than a file.
  public func embed(imagesAt urls: [URL], features kind: FeatureKind? = nil) throws -> [[Float]] {
    let paths = try urls.map { url in
      guard url.isFileURL else {
        throw DatasetError(.usage, "\(url.absoluteString) is not the URL of a file; load it and give its bytes")
      }
      return url.path(percentEncoded: false)
    }
    return try embed(imagesAt: paths, features: kind)
  }

  /// The features of an image in the bytes of its file.
  ///
  /// - Parameters:
  ///   - bytes: The whole contents of a file: JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(encoded bytes: [UInt8], features kind: FeatureKind? = nil) throws -> [Float] {
    try only(embed([.encoded(bytes)], features: kind))
  }

  /// The features of an image in the bytes of its file.
  ///
  /// - Parameters:
  ///   - data: The whole contents of a file: JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(encoded data: Data, features kind: FeatureKind? = nil) throws -> [Float] {
    try embed(encoded: [UInt8](data), features: kind)
  }

  /// The features of an image in memory.
  ///
  /// - Parameters:
  ///   - image: The pixels.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(_ image: Image, features kind: FeatureKind? = nil) throws -> [Float] {
    try only(embed([.decoded(image)], features: kind))
  }

  /// The features of a buffer of pixels.
  ///
  /// - Parameters:
  ///   - pixels: Rows from top to bottom, channels interleaved, no padding: `height` · `width` · `channels` values.
  ///   - width: The number of columns.
  ///   - height: The number of rows.
  ///   - channels: 1 for grey, 3 for RGB.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: ``dimension`` numbers, or as many as ``dimension(of:)`` says.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``; `DatasetError` for numbers that do not fit each other.
  public func embed(pixels: [UInt8], width: Int, height: Int, channels: Int, features kind: FeatureKind? = nil) throws
    -> [Float]
  {
    guard channels == 1 || channels == 3 else {
      throw DatasetError(.usage, "a pixel has \(channels) channels; give 1 (grey) or 3 (RGB), without alpha")
    }
    let (area, isTooLarge) = width.multipliedReportingOverflow(by: height)
    let (count, isTooLargeInAll) = area.multipliedReportingOverflow(by: channels)
    guard width > 0, height > 0, !isTooLarge, !isTooLargeInAll, count == pixels.count else {
      throw DatasetError(
        .usage,
        "\(pixels.count) values are no image of \(width)×\(height) pixels and \(channels) channels; give one for each, without padding"
      )
    }
    return try embed(Image(width: width, height: height, channels: channels, pixels: pixels), features: kind)
  }

  /// The features of several images in memory, in batches.
  ///
  /// - Parameters:
  ///   - images: Pixels, or bytes of files; each may be of another size.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: A row for each image, in their order.
  /// - Throws: As ``embed(_:features:)-(ImageDataset,_)``.
  public func embed(_ images: [ImageSource], features kind: FeatureKind? = nil) throws -> [[Float]] {
    try embed(GivenImages(images), features: kind)
  }

  /// The only row of features of one image.
  private func only(_ rows: [[Float]]) -> [Float] {
    precondition(rows.count == 1, "an image has one row of features")
    return rows[0]
  }
}
