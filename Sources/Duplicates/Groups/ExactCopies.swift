import Datasets
import Files
import Formatting
import Images

/// Files of the same bytes: those of equal sizes are read, and compared by SHA-256.
struct ExactCopies {
  /// The groups, by their first image.
  let groups: [[DuplicateGrouping.Member]]
  /// The number of images that were looked at.
  let count: Int
  /// The number of images that cannot be read.
  let skipped: Int

  init(of dataset: any ImageDataset, options: LoaderOptions, progress: (WorkProgress) throws -> Void) throws {
    let sizes = try Self.sizes(of: dataset)
    var bySize: [Int: Int] = [:]
    for size in sizes ?? [] { bySize[size, default: 0] += 1 }
    let indices = sizes.map { sizes in (0..<dataset.count).filter { bySize[sizes[$0], default: 0] > 1 } }
    let some: any ImageDataset = indices.map { Subset(dataset, indices: $0) } ?? dataset
    var byDigest: [Digest: [DuplicateGrouping.Member]] = [:]
    var read = 0
    if some.count > 0 {
      try ImageScan<(Digest, Int)>(some, options: options).run(
        makeWorker: {}, read: { _, index in try Self.digest(index, of: some) }
      ) { place, found in
        read += 1
        if read % 256 == 0 { try progress(WorkProgress("reading", done: place, of: some.count)) }
        // All that have equal bytes have equal numbers of pixels.
        byDigest[found.0, default: []].append(
          DuplicateGrouping.Member(
            index: indices?[place] ?? place, size: PixelSize(width: 0, height: 0), sizeBytes: found.1, row: 0))
      }
    }
    groups = byDigest.values.filter { $0.count > 1 }.sorted { $0[0].index < $1[0].index }
    skipped = some.count - read
    count = dataset.count - skipped
  }

  /// The size of the file of each image; nil where images are not files.
  private static func sizes(of dataset: any ImageDataset) throws -> [Int]? {
    var sizes: [Int] = []
    sizes.reserveCapacity(dataset.count)
    let step = 4096
    for start in stride(from: 0, to: dataset.count, by: step) {
      let indices = Array(start..<min(start + step, dataset.count))
      // Of images that share a file, as in an archive, its size says nothing.
      guard let files = try dataset.sourceFiles(of: indices), files.count == indices.count,
        zip(indices, files).allSatisfy({ index, file in
          file.path.hasSuffix(dataset.name(at: index).split(separator: "/").last.map(String.init) ?? "/")
        })
      else { return nil }
      sizes += files.map(\.sizeBytes)
    }
    return sizes
  }

  private static func digest(_ index: Int, of dataset: any ImageDataset) throws -> (Digest, Int) {
    var hash = SHA256()
    if let bytes = try dataset.fileBytes(at: index) {
      bytes.withUnsafeBytes { hash.update($0) }
      return (Digest(hash.digest), bytes.count)
    }
    guard case .decoded(let image) = try dataset.source(at: index) else {
      throw DatasetError(.badData, "\(dataset.name(at: index)) has no bytes")
    }
    hash.update(field: "\(image.width) \(image.height) \(image.channels)")
    image.pixels.withUnsafeBytes { hash.update($0) }
    return (Digest(hash.digest), 0)
  }
}
