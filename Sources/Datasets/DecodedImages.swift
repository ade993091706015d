import Augmentation
import Images
import Synchronization

/// A data set of image files whose images are decoded once and then kept in memory, as long as there is room.
///
/// Those of more than 8 bits are passed on as they are: whoever renders them knows which values become black and white.
///
/// Every image is decoded as a whole here, also one for which there is no room, so that its pixels never depend on which
/// image came first.
final class DecodedImages: ImageDataset {
  private struct Cache {
    var images: [Image?]
    var remainingBytes: Int
  }

  private let files: any ImageDataset
  private let cache: Mutex<Cache>

  let keptBytes: Int

  /// Keeps images of `files` until their pixels, probably `expectedBytes`, reach `limitBytes`.
  init(_ files: any ImageDataset, limitBytes: Int, expectedBytes: Int = 0) {
    self.files = files
    keptBytes = min(expectedBytes, limitBytes)
    cache = Mutex(Cache(images: [Image?](repeating: nil, count: files.count), remainingBytes: limitBytes))
  }

  var count: Int { files.count }
  var channels: Int { files.channels }
  var classNames: [String] { files.classNames }
  func label(at index: Int) -> Int? { files.label(at: index) }
  func name(at index: Int) -> String { files.name(at: index) }
  /// That of the files, so that the order does not depend on what there is room for.
  var storage: StorageLayout? { files.storage }

  func willNeed(_ indices: [Int]) {
    let missing = cache.withLock { cache in indices.filter { cache.images[$0] == nil } }
    if !missing.isEmpty { files.willNeed(missing) }
  }

  func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? { try files.sourceFiles(of: indices) }

  func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]? { try files.fileBytes(at: index) }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    if let image = cache.withLock({ $0.images[index] }) { return .decoded(image) }
    let source = try Self.read(index, of: files) { bytes -> ImageSource in
      let decoder = ImageDecoder()
      if try decoder.bits(of: bytes) > 8 { return .encoded(bytes) }
      return .decoded(try decoder.decode(bytes, channels: files.channels))
    }
    guard case .decoded(let image) = source else { return source }
    cache.withLock { cache in
      guard cache.images[index] == nil, cache.remainingBytes >= image.pixels.count else { return }
      cache.images[index] = image
      cache.remainingBytes -= image.pixels.count
    }
    return .decoded(image)
  }

  /// How many bytes the decoded images of `files` probably need, judged by 32 of them; bad images count as nothing.
  static func estimatedBytes(of files: any ImageDataset) throws(DatasetError) -> Int {
    let decoder = ImageDecoder()
    let samples = min(32, files.count)
    var bytes = 0
    for sample in 0..<samples {
      do throws(DatasetError) {
        bytes += try read(sample * files.count / samples, of: files) { encoded in
          let size = try decoder.size(of: encoded)
          return size.width * size.height * files.channels
        }
      } catch  where !error.isExhaustion {
        // Whoever loads it reports it.
      }
    }
    return bytes * files.count / samples
  }

  private static func read<Result>(
    _ index: Int, of files: any ImageDataset, _ body: ([UInt8]) throws -> Result
  ) throws(DatasetError) -> Result {
    guard case .encoded(let bytes) = try files.source(at: index) else {
      preconditionFailure("files come as bytes")
    }
    do {
      return try body(bytes)
    } catch {
      throw .rendering(error, of: files.name(at: index))
    }
  }
}
