import Augmentation
import Images
import Synchronization

/// An image folder whose images are decoded once and then kept in memory, as long as there is room.
///
/// Every image is decoded as a whole here, also one for which there is no room, so that its pixels never depend on which
/// image came first.
final class DecodedImages: ImageDataset {
  private struct Cache {
    var images: [Image?]
    var remainingBytes: Int
  }

  private let folder: ImageFolder
  private let cache: Mutex<Cache>

  /// Keeps images of `folder` until their pixels reach `limitBytes`.
  init(_ folder: ImageFolder, limitBytes: Int) {
    self.folder = folder
    cache = Mutex(Cache(images: [Image?](repeating: nil, count: folder.count), remainingBytes: limitBytes))
  }

  var count: Int { folder.count }
  var channels: Int { folder.channels }
  var classNames: [String] { folder.classNames }
  func label(at index: Int) -> Int? { folder.label(at: index) }
  func name(at index: Int) -> String { folder.name(at: index) }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    if let image = cache.withLock({ $0.images[index] }) { return .decoded(image) }
    let image = try Self.decode(index, of: folder)
    cache.withLock { cache in
      guard cache.images[index] == nil, cache.remainingBytes >= image.pixels.count else { return }
      cache.images[index] = image
      cache.remainingBytes -= image.pixels.count
    }
    return .decoded(image)
  }

  /// How many bytes the decoded images of `folder` probably need, judged by 32 of them; bad images count as nothing.
  static func estimatedBytes(of folder: ImageFolder) throws(DatasetError) -> Int {
    let decoder = ImageDecoder()
    let samples = min(32, folder.count)
    var bytes = 0
    for sample in 0..<samples {
      do throws(DatasetError) {
        bytes += try read(sample * folder.count / samples, of: folder) { encoded in
          let size = try decoder.size(of: encoded)
          return size.width * size.height * folder.channels
        }
      } catch  where !error.isExhaustion {
        // Whoever loads it reports it.
      }
    }
    return bytes * folder.count / samples
  }

  private static func decode(_ index: Int, of folder: ImageFolder) throws(DatasetError) -> Image {
    try read(index, of: folder) { try ImageDecoder().decode($0, channels: folder.channels) }
  }

  private static func read<Result>(
    _ index: Int, of folder: ImageFolder, _ body: ([UInt8]) throws -> Result
  ) throws(DatasetError) -> Result {
    guard case .encoded(let bytes) = try folder.source(at: index) else {
      preconditionFailure("an image folder gives the bytes of files")
    }
    do {
      return try body(bytes)
    } catch {
      throw .rendering(error, of: folder.name(at: index))
    }
  }
}
