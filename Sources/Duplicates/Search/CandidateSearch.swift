import Clustering
import Formatting
import Torch

/// Finds pairs of images whose descriptors are similar, in any of the placements that are tried: every image is compared with every
/// other.
struct CandidateSearch {
  private let pictures: PictureTable
  private let projection: DescriptorProjection
  private let descriptors: DescriptorTable

  /// Descriptors of copies are more similar than this; see docs/duplicates.md.
  private static let leastSimilarity: Float = 0.9
  /// How many candidates an image may have: the most similar ones.
  static let mostPerImage = 32
  /// The images of a block that a thread compares with all, so many at a time that what is looked at of them stays in its cache.
  private static let comparedPerBlock = 32
  private static let columnsPerBlock = 1 << 9

  /// Computes the descriptors of all pictures.
  ///
  /// - Throws: `TorchError` or `MemoryError` if there is no memory; what `progress` throws.
  init(_ pictures: PictureTable, progress: (WorkProgress) throws -> Void) throws {
    self.pictures = pictures
    projection = try DescriptorProjection()
    let projection = projection
    descriptors = try withoutGradients {
      try DescriptorTable(count: pictures.count, progress: progress) {
        try projection.uprightDescriptors(Self.luminance($0, of: pictures))
      }
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
    let queries = try descriptors.queries(projection.placedDescriptors(Self.luminance(rows, of: pictures)))
    var best = [CandidateList](repeating: CandidateList(), count: rows.count)
    let all = Placement.tried.count * rows.count
    for column in stride(from: 0, to: pictures.count, by: Self.columnsPerBlock) {
      let columns = column..<min(column + Self.columnsPerBlock, pictures.count)
      // What is upright and whole is the same from either side, and so is what is oriented: one side suffices.
      let lines = columns.upperBound > rows.lowerBound ? 0..<all : rows.count..<(Placement.uprightCount * rows.count)
      descriptors.forEachPair(lines, of: queries, columns, above: Self.leastSimilarity) {
        line, other, similarity in
        let (placement, place) = (line / rows.count, line % rows.count)
        let own = rows.lowerBound + place
        guard other != own, other > own || (1..<Placement.uprightCount).contains(placement) else { return }
        best[place].offer(
          CandidateList.Entry(row: Int32(other), placement: UInt8(placement), similarity: similarity))
      }
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

  /// The candidates that a pair of images gives by itself, from either side, the most similar first: for pairs that something else found.
  func candidates(_ first: Int, _ second: Int, most: Int) throws -> [Candidate] {
    try withoutGradients {
      try [(first, second), (second, first)].flatMap { a, b -> [Candidate] in
        let placed = try projection.placedDescriptors(Self.luminance([a], of: pictures))
        return zip(Placement.tried, try descriptors.products(b, with: placed)).map {
          Candidate(first: a, second: b, placement: $0, similarity: $1)
        }
      }.sorted { $0.similarity > $1.similarity }.prefix(most).map { $0 }
    }
  }
}
