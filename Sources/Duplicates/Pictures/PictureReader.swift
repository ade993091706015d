import Datasets
import Files
import Images

/// Reads images for the search, one thread's own.
final class PictureReader {
  /// What is kept of an image.
  struct Reading: Sendable {
    /// The SHA-256 of the bytes of its file, or of its size and pixels where it has none.
    let digest: Digest
    /// Its size, upright.
    let size: PixelSize
    /// The number of bytes of its file; 0 where it has none.
    let sizeBytes: Int
    let picture: SmallPicture
  }

  private let decoder: ImageDecoder

  /// A reader; values of more than 8 bits become 8 by `valueRange`.
  init(valueRange: ValueRange) { decoder = ImageDecoder(valueRange: valueRange) }

  /// Reads the image at an index.
  ///
  /// - Throws: `DatasetError` or `ImageError` if it cannot be read.
  func read(_ index: Int, of dataset: any ImageDataset) throws -> Reading {
    guard let bytes = try dataset.fileBytes(at: index) else {
      switch try dataset.source(at: index) {
      case .encoded(let bytes): return try read(bytes)
      case .decoded(let image): return read(image)
      }
    }
    return try read(bytes)
  }

  private func read(_ bytes: [UInt8]) throws -> Reading {
    try bytes.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bytes)
      var size = PixelSize(width: 1, height: 1)
      let region = try decoder.decodeRegion(of: bytes, channels: 3) { found in
        size = found
        let most = Double(min(found.width, found.height)) / Double(2 * SmallPicture.side)
        return RegionRequest(region: PixelRegion(whole: found), maximumShrink: max(1, most))
      }
      return Reading(
        digest: Digest(hash.digest), size: size, sizeBytes: bytes.count, picture: SmallPicture(region, size: size))
    }
  }

  private func read(_ image: Image) -> Reading {
    var hash = SHA256()
    hash.update(field: "\(image.width) \(image.height) \(image.channels)")
    let size = PixelSize(width: image.width, height: image.height)
    return image.pixels.withUnsafeBufferPointer { pixels in
      hash.update(UnsafeRawBufferPointer(pixels))
      guard let start = pixels.baseAddress else { preconditionFailure("an image has pixels") }
      let region = DecodedRegion(
        pixels: start, bytesPerRow: image.width * image.channels, channels: image.channels, width: image.width,
        height: image.height)
      return Reading(
        digest: Digest(hash.digest), size: size, sizeBytes: 0, picture: SmallPicture(region, size: size))
    }
  }
}
