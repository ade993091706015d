import Augmentation
import Images

/// All images of some shards, numbered in the order of the shards.
final class ShardCatalogue: Sendable {
  /// How many shards are listed at once, so that a slow disk or network has several things to do.
  private static let concurrentListings = 8

  /// The number of images.
  let count: Int
  /// Where the images of each shard lie.
  let shards: [ShardIndex]
  private let files: ShardFiles
  /// The bytes of the paths of the shards.
  var shardPaths: [[UInt8]] { files.paths }
  /// The number of the first image of each shard.
  private let firstImages: [Int]
  /// The paths of the shards without the folders that all of them are in.
  private let shardNames: [String]

  /// Lists the shards at `paths`; the first of them that is damaged is an error.
  init(_ paths: [[UInt8]]) throws(DatasetError) {
    let shards = try Self.list(paths)
    var firstImages: [Int] = []
    var count = 0
    for shard in shards {
      firstImages.append(count)
      count += shard.count
    }
    guard count <= Int(UInt32.max) else {
      throw DatasetError(.usage, "\(count) images are more than a data set may have (\(UInt32.max)); give fewer shards")
    }
    self.count = count
    self.shards = shards
    self.firstImages = firstImages
    files = ShardFiles(paths: paths, sizes: shards.map(\.shardBytes))
    shardNames = Self.withoutCommonFolders(paths)
  }

  /// The shard of image `number` and its position there.
  func place(of number: Int) -> (shard: Int, position: Int) {
    precondition((0..<count).contains(number), "an image of the catalogue")
    // The last shard that begins at or before the image; empty shards begin where the next one does.
    var (low, high) = (0, firstImages.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstImages[middle] <= number { low = middle } else { high = middle }
    }
    return (low, number - firstImages[low])
  }

  /// The path of image `number` inside its shard.
  func path(of number: Int) -> ArraySlice<UInt8> {
    let (shard, position) = place(of: number)
    return shards[shard].paths[position]
  }

  /// The name of image `number`: shard, then path.
  func name(of number: Int) -> String {
    let (shard, position) = place(of: number)
    return "\(shardNames[shard])/\(TarMember.text(shards[shard].paths[position]))"
  }

  /// The text of the class of image `number`, as a position in the labels of its shard.
  func label(of number: Int) -> (shard: Int, label: Int)? {
    let (shard, position) = place(of: number)
    let label = shards[shard].labelOfImage[position]
    return label < 0 ? nil : (shard, Int(label))
  }

  /// Reads image `number`.
  func read(_ number: Int) throws(DatasetError) -> ImageSource {
    let (shard, position) = place(of: number)
    let size = shards[shard].sizes[position]
    guard size > 0 else {
      throw DatasetError(.badData, "\(name(of: number)) is empty; remove it from the shard")
    }
    guard size <= ImageFolder.largestFileBytes else {
      throw DatasetError(
        .badData,
        "\(name(of: number)) has \(size) bytes, and at most \(ImageFolder.largestFileBytes) are read; make it smaller")
    }
    let offset = shards[shard].offsets[position]
    return .encoded(try files.file(shard).read(offset..<(offset + size), name: name(of: number)))
  }

  /// Asks the system to read the images `numbers` ahead, neighbours in one go.
  func willNeed(_ numbers: [Int]) {
    // A gap of a few headers and labels is read along.
    let nearBytes = 1 << 16
    var pending: (shard: Int, range: Range<Int>)?
    func send() {
      // Whoever reads the images is told of what fails.
      if let pending, let file = try? files.file(pending.shard) { file.willNeed(pending.range) }
    }
    for number in numbers.sorted() {
      let (shard, position) = place(of: number)
      let start = shards[shard].offsets[position]
      let end = start + min(shards[shard].sizes[position], ImageFolder.largestFileBytes)
      if let last = pending, last.shard == shard, start - last.range.upperBound <= nearBytes {
        pending = (shard, last.range.lowerBound..<end)
      } else {
        send()
        pending = (shard, start..<end)
      }
    }
    send()
  }

  private static func list(_ paths: [[UInt8]]) throws(DatasetError) -> [ShardIndex] {
    let listing = ShardListing(paths)
    var threads: [WorkerThread] = []
    for _ in 1..<max(1, min(concurrentListings, paths.count)) {
      // With fewer threads than wished for, the work takes longer.
      if let thread = try? WorkerThread({ listing.work() }) { threads.append(thread) }
    }
    listing.work()
    threads.forEach { $0.join() }
    return try listing.result()
  }

  private static func withoutCommonFolders(_ paths: [[UInt8]]) -> [String] {
    let slash = UInt8(ascii: "/")
    func folders(_ path: some Sequence<UInt8>) -> [UInt8] {
      let path = Array(path)
      return Array(path[..<(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)])
    }
    var common = folders(paths.first ?? [])
    for path in paths {
      while !path.starts(with: common) { common = folders(common.dropLast()) }
    }
    return paths.map { NameText.text($0.dropFirst(common.count)) }
  }
}
