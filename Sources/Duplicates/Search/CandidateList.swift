/// The most similar candidates of an image so far, each other image once.
struct CandidateList {
  /// One of them.
  struct Entry {
    let row: Int32
    let placement: UInt8
    let similarity: Float

    /// Whether it goes before another: the more similar, of equals the first, so that the order in which they come means nothing.
    func isBefore(_ other: Entry) -> Bool {
      (-similarity, row, placement) < (-other.similarity, other.row, other.placement)
    }
  }

  /// The most similar first.
  private(set) var entries: [Entry] = []
  /// Whether some had no room.
  private(set) var isFull = false

  /// Enters a candidate if it is similar enough.
  mutating func offer(_ entry: Entry) {
    if let old = entries.firstIndex(where: { $0.row == entry.row }) {
      guard entry.isBefore(entries[old]) else { return }
      entries.remove(at: old)
    } else if entries.count == CandidateSearch.mostPerImage {
      isFull = true
      guard let last = entries.last, entry.isBefore(last) else { return }
      entries.removeLast()
    }
    let place = entries.firstIndex { entry.isBefore($0) } ?? entries.count
    entries.insert(entry, at: place)
  }
}
