/// The most similar candidates of an image so far, each other image once.
struct CandidateList {
  /// One of them.
  struct Entry {
    let row: Int32
    let placement: UInt8
    let similarity: Float
  }

  /// The most similar first.
  private(set) var entries: [Entry] = []
  /// Whether some had no room.
  private(set) var isFull = false

  /// Enters a candidate if it is similar enough.
  mutating func offer(_ entry: Entry) {
    if let old = entries.firstIndex(where: { $0.row == entry.row }) {
      guard entries[old].similarity < entry.similarity else { return }
      entries.remove(at: old)
    } else if entries.count == CandidateSearch.mostPerImage {
      isFull = true
      guard let last = entries.last, last.similarity < entry.similarity else { return }
      entries.removeLast()
    }
    let place = entries.firstIndex { $0.similarity < entry.similarity } ?? entries.count
    entries.insert(entry, at: place)
  }
}
