import Augmentation
import Images

/// Images in `.tar` files, in WebDataset's layout or as any program packs a folder of images.
///
/// The headers are read once, on opening; pixels stay on disk, and each image is read where it lies. Memory is a path and
/// about 36 bytes an image.
///
/// See https://github.com/webdataset/webdataset for the layout.
public struct TarShards: ImageDataset {
  /// How many bytes of images may lie between one that is read and one that is used, unless that is too few images.
  static let bufferBytes = 1 << 30
  /// The fewest images to draw from.
  static let leastBufferCount = 1000

  public let classNames: [String]
  public let storage: StorageLayout?
  private let catalogue: ShardCatalogue
  /// The number in the catalogue of each image, ascending.
  private let images: [UInt32]
  /// The class of each image, −1 for none.
  private let labels: [Int32]

  init(_ catalogue: ShardCatalogue, images: [UInt32], labels: [Int32], classNames: [String]) {
    self.catalogue = catalogue
    self.images = images
    self.labels = labels
    self.classNames = classNames
    storage = Self.storage(of: images, in: catalogue)
  }

  public var count: Int { images.count }

  /// Always 3: files may mix grey and colour, and one number must fit all.
  public var channels: Int { 3 }

  public func label(at index: Int) -> Int? { labels[index] < 0 ? nil : Int(labels[index]) }

  /// The path of the shard below the folder that all shards are in, then the path inside the shard.
  public func name(at index: Int) -> String { catalogue.name(of: Int(images[index])) }

  public func source(at index: Int) throws(DatasetError) -> ImageSource { try catalogue.read(Int(images[index])) }

  /// All shards: a change in one may change which images there are.
  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? {
    var files: [SourceFile] = []
    for path in catalogue.shardPaths { files.append(try SourceFile(path, called: NameText.path(path))) }
    return files
  }

  public func willNeed(_ indices: [Int]) { catalogue.willNeed(indices.map { Int(images[$0]) }) }

  private static func storage(of images: [UInt32], in catalogue: ShardCatalogue) -> StorageLayout {
    var runs: [Range<Int>] = []
    var runShard = -1
    var bytes = 0
    for (index, image) in images.enumerated() {
      let (shard, position) = catalogue.place(of: Int(image))
      bytes += min(catalogue.shards[shard].sizes[position], ImageFolder.largestFileBytes)
      if shard == runShard, let run = runs.popLast() {
        runs.append(run.lowerBound..<(index + 1))
      } else {
        runs.append(index..<(index + 1))
        runShard = shard
      }
    }
    let mean = max(1, bytes / max(images.count, 1))
    return StorageLayout(runs: runs, bufferCount: max(leastBufferCount, bufferBytes / mean))
  }
}
