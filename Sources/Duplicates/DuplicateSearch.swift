import Datasets
import Files
import Formatting
import Foundation
import Images

/// Groups of images that show the same picture.
///
/// These are files of the same bytes, and the same picture in another size, format, orientation, crop or colouring. Nothing is changed
/// or removed.
///
/// Without a model, images are compared by a descriptor that needs no training: low frequencies of luminance find candidates, the details
/// of both pictures, laid upon each other, decide. Every image is compared with every other.
public struct DuplicateSearch {
  /// The groups, by their first image.
  public let groups: [DuplicateGroup]
  /// The number of images that were read.
  public let imageCount: Int
  /// The number of images that were skipped.
  public let skippedCount: Int
  /// The number of pairs whose details were compared.
  public let comparedPairs: Int
  /// The number of images that had more candidates than are compared.
  public let crowdedCount: Int

  /// What is known of an image that was read.
  private struct Entry {
    let index: Int
    let size: PixelSize
    let sizeBytes: Int
  }

  /// Looks for duplicates among the images of a data set.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - settings: What counts.
  ///   - options: How images are read, and what is done about those that cannot be.
  ///   - features: Candidates by a model, beside those by the descriptor.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `DatasetError` for an image that cannot be read, if these are not skipped; `FileError` if the folder for temporary files is
  ///   full; `TorchError` or `MemoryError` if there is no memory; what `progress` throws.
  public init(
    of dataset: any ImageDataset, settings: DuplicateSettings = DuplicateSettings(),
    options: LoaderOptions = LoaderOptions(), features: DuplicateFeatures? = nil,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    guard !settings.isExact else {
      let copies = try ExactCopies(of: dataset, options: options, progress: progress)
      (imageCount, skippedCount, comparedPairs, crowdedCount) = (copies.count, copies.skipped, 0, 0)
      groups = try copies.groups.map { try DuplicateGrouping(dataset, settings).group(of: $0) }
      return
    }
    let pictures = try PictureTable()
    var entries: [Entry] = []
    var firsts: [Digest: Int] = [:]
    // Of images with the same bytes only the first is compared with others.
    var rowOfEntry: [Int] = []
    var entryOfRow: [Int] = []
    let valueRange = settings.valueRange
    try ImageScan<PictureReader.Reading>(dataset, options: options).run(
      makeWorker: { PictureReader(valueRange: valueRange) }, read: { try $0.read($1, of: dataset) }
    ) { index, reading in
      if let row = firsts[reading.digest] {
        rowOfEntry.append(row)
      } else {
        firsts[reading.digest] = entryOfRow.count
        rowOfEntry.append(entryOfRow.count)
        entryOfRow.append(entries.count)
        try pictures.append(reading.picture)
      }
      entries.append(Entry(index: index, size: reading.size, sizeBytes: reading.sizeBytes))
      if index % 64 == 0 { try progress(WorkProgress("reading", done: index, of: dataset.count)) }
    }
    firsts = [:]
    try pictures.finish()
    (imageCount, skippedCount) = (entries.count, dataset.count - entries.count)

    let shorterSides = entryOfRow.map { Int32(min(entries[$0].size.width, entries[$0].size.height)) }
    let comparison = PictureComparison(pictures) { Int(shorterSides[$0]) }
    var unions = Unions(count: pictures.count)
    let search = try CandidateSearch(pictures, progress: progress)
    var (compared, crowded) = (0, 0)
    func compare(_ candidates: [Candidate]) throws {
      for start in stride(from: 0, to: candidates.count, by: Self.pairsAtOnce) {
        try progress(WorkProgress("comparing", done: candidates[start].first, of: pictures.count))
        let open = candidates[start..<min(start + Self.pairsAtOnce, candidates.count)].filter {
          unions.root(of: $0.first) != unions.root(of: $0.second)
        }
        compared += open.count
        for (candidate, agreement) in zip(open, comparison.agreements(open[...])) {
          guard let agreement, agreement.details >= settings.threshold else { continue }
          _ = unions.join(candidate.first, candidate.second)
        }
      }
    }
    try search.forEachBlock(progress: progress) { candidates, full in
      crowded += full
      try compare(candidates)
    }
    if let features {
      let places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.index, $0) })
      let k = features.neighbors.k
      for query in 0..<features.neighbors.count {
        guard let own = places[features.indices[query]] else { continue }
        for place in (query * k)..<((query + 1) * k) {
          guard let other = places[features.indices[Int(features.neighbors.rows[place])]] else { continue }
          let (a, b) = (rowOfEntry[own], rowOfEntry[other])
          guard unions.root(of: a) != unions.root(of: b) else { continue }
          if let least = settings.leastCosine, features.neighbors.similarities[place] >= least {
            _ = unions.join(a, b)
          } else {
            try compare(search.candidates(a, b, most: Self.placementsPerPair))
          }
        }
        if query % 64 == 0 {
          try progress(WorkProgress("comparing the model's candidates", done: query, of: features.neighbors.count))
        }
      }
    }
    (comparedPairs, crowdedCount) = (compared, crowded)

    var members: [Int: [Int]] = [:]
    for entry in entries.indices { members[unions.root(of: rowOfEntry[entry]), default: []].append(entry) }
    let grouping = DuplicateGrouping(dataset, settings)
    groups = try members.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { group in
      try progress(WorkProgress("choosing what to keep"))
      return try grouping.group(
        of: group.map { place in
          let entry = entries[place]
          return DuplicateGrouping.Member(
            index: entry.index, size: entry.size, sizeBytes: entry.sizeBytes, row: rowOfEntry[place])
        }
      ) { kept, other in
        try search.candidates(kept, other, most: Self.placementsPerPair)
          .compactMap { candidate in comparison.agreement(candidate) }.max { $0.details < $1.details }
      }
    }
  }

  /// How many pairs are compared between two looks at what is joined already.
  private static let pairsAtOnce = 512
  /// In how many placements a pair is compared that something else found.
  private static let placementsPerPair = 4
}
