import CFeatureKernels
import Clustering
import Formatting
import Runs
import Torch

/// Finds pairs of images whose descriptors are similar, in any of the placements that are tried: every image is compared with every
/// other, by products of matrices in blocks.
struct CandidateSearch {
  private let pictures: PictureTable
  private let projection: DescriptorProjection
  /// The descriptors of all pictures as they are `[N, 64]`.
  private let descriptors: Tensor

  /// Descriptors of copies are more similar than this; see docs/duplicates.md.
  private static let leastSimilarity: Float = 0.9
  /// How many candidates an image may have: the most similar ones.
  static let mostPerImage = 32
  private static let imagesPerBlock = 256
  /// The images of a block that a thread compares with all, so many at a time that their products stay in its cache.
  private static let comparedPerBlock = 32
  private static let columnsPerBlock = 1 << 9

  /// Computes the descriptors of all pictures.
  ///
  /// - Throws: `TorchError` or `MemoryError` if there is no memory; what `progress` throws.
  init(_ pictures: PictureTable, progress: (WorkProgress) throws -> Void) throws {
    self.pictures = pictures
    projection = try DescriptorProjection()
    let size = DescriptorProjection.dimension
    try AvailableMemory.require(4 * size * pictures.count, for: "the descriptors of \(pictures.count) images")
    descriptors = try Tensor.empty([pictures.count, size])
    for start in stride(from: 0, to: pictures.count, by: Self.imagesPerBlock) {
      let rows = start..<min(start + Self.imagesPerBlock, pictures.count)
      try descriptors.narrow(start: start, length: rows.count).copy(
        from: projection.uprightDescriptors(Self.luminance(rows, of: pictures)))
      try progress(WorkProgress("descriptors", done: rows.upperBound, of: pictures.count))
    }
  }

  private static func luminance(_ rows: some Collection<Int>, of pictures: PictureTable) throws -> Tensor {
    try Tensor.from(
      rows.flatMap { pictures.luminance($0) }, shape: [rows.count, SmallPicture.side * SmallPicture.side])
  }

  /// Calls `body` with the candidates of some images after the other, each image's most similar first.
  ///
  /// - Parameters:
  ///   - progress: Told now and then; what it throws stops the work.
  ///   - body: Given the candidates, and how many images had more than are looked at.
  /// - Throws: `TorchError` if libtorch fails; what `progress` and `body` throw.
  func forEachBlock(
    progress: (WorkProgress) throws -> Void, _ body: (_ candidates: [Candidate], _ full: Int) throws -> Void
  ) throws {
    try RowBlocks(threads: Runtime.threadCount).forEach(pictures.count, rowsPerBlock: Self.comparedPerBlock) { rows in
      try withoutGradients { try candidates(of: rows) }
    } combine: { rows, found in
      try progress(WorkProgress("comparing", done: rows.lowerBound, of: pictures.count))
      try body(found.candidates, found.full)
    }
  }

  /// The candidates of some images, and how many of these had more.
  private func candidates(of rows: Range<Int>) throws -> (candidates: [Candidate], full: Int) {
    let placed = try projection.placedDescriptors(Self.luminance(rows, of: pictures))
    var best = [CandidateList](repeating: CandidateList(), count: rows.count)
    let values = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: Placement.tried.count * rows.count * Self.columnsPerBlock)
    defer { values.deallocate() }
    for column in stride(from: 0, to: pictures.count, by: Self.columnsPerBlock) {
      let columns = column..<min(column + Self.columnsPerBlock, pictures.count)
      // An oriented copy is found from either side, so that one suffices.
      let placements = columns.upperBound > rows.lowerBound ? Placement.tried.count : Placement.uprightCount
      let products = try placed.narrow(start: 0, length: placements * rows.count)
        .matmul(descriptors.narrow(start: column, length: columns.count).transpose())
      let own = UnsafeMutableBufferPointer(rebasing: values[..<products.elementCount])
      try products.copyBytes(to: UnsafeMutableRawBufferPointer(own))
      offer(UnsafeBufferPointer(own), rows, columns, to: &best)
    }
    let candidates = best.enumerated().flatMap { place, list in
      list.entries.map { entry in
        Candidate(
          first: rows.lowerBound + place, second: Int(entry.row), placement: Placement.tried[Int(entry.placement)],
          similarity: entry.similarity)
      }
    }
    return (candidates, best.count { $0.isFull })
  }

  /// Enters the products of placed pictures and columns that are large enough.
  private func offer(
    _ products: UnsafeBufferPointer<Float>, _ rows: Range<Int>, _ columns: Range<Int>, to best: inout [CandidateList]
  ) {
    guard let values = products.baseAddress else { return }
    for line in 0..<(products.count / columns.count) {
      let (placement, place) = (line / rows.count, line % rows.count)
      let own = rows.lowerBound + place
      let similarities = values + line * columns.count
      var column = -1
      while true {
        column = cfk_next_above(similarities, column + 1, columns.count, Self.leastSimilarity)
        guard column < columns.count else { break }
        let other = columns.lowerBound + column
        // What is upright and whole is the same from either side, and so is what is oriented.
        guard other != own, other > own || (1..<Placement.uprightCount).contains(placement) else { continue }
        best[place].offer(
          CandidateList.Entry(row: Int32(other), placement: UInt8(placement), similarity: similarities[column]))
      }
    }
  }

  /// The candidates that a pair of images gives by itself, from either side, the most similar first: for pairs that something else found.
  func candidates(_ first: Int, _ second: Int, most: Int) throws -> [Candidate] {
    try withoutGradients {
      try [(first, second), (second, first)].flatMap { a, b -> [Candidate] in
        let placed = try projection.placedDescriptors(Self.luminance([a], of: pictures))
        let products = try placed.matmul(descriptors.narrow(start: b, length: 1).transpose()).floats()
        return zip(Placement.tried, products).map {
          Candidate(first: a, second: b, placement: $0, similarity: $1)
        }
      }.sorted { $0.similarity > $1.similarity }.prefix(most).map { $0 }
    }
  }
}
