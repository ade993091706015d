import Files
import Parquet
import Torch

extension EmbeddingWriter {
  /// The most bytes of features in a group of rows, which readers may hold in memory at once.
  private static let bytesPerGroup = 64 << 20
  /// The most bytes of features in a page, of which each has a few at least.
  private static let bytesPerPage = 1 << 20
  /// The most rows in a page of names or classes.
  private static let namesPerPage = 1 << 14

  /// Writes a Parquet file.
  func writeParquet(_ path: String) throws { try writeParquet(path, bytesPerGroup: Self.bytesPerGroup) }

  /// Writes one whose groups of rows have at most so many bytes of features.
  func writeParquet(_ path: String, bytesPerGroup: Int) throws {
    let classes: [ParquetColumn] = isLabelled ? [.integer("label"), .text("class")] : []
    var writer = ParquetWriter([.text("name")] + classes + [.numbers("features", length: rows.dimension)])
    let rowsPerGroup = min(max(bytesPerGroup / (4 * rows.dimension), 1), 1 << 20)
    let rowsPerPage = max(Self.bytesPerPage / (4 * rows.dimension), 1)
    try AtomicFile.write(to: path) { append in
      try writer.begin(append)
      var row = 0
      try rows.forEachPiece { piece in
        var place = 0
        while place < piece.size(0) {
          let end = min(row / rowsPerGroup * rowsPerGroup + rowsPerGroup, rows.count)
          if row % rowsPerGroup == 0 { try addNames(row..<end, to: &writer, append) }
          let count = min(rowsPerPage, piece.size(0) - place, end - row)
          let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * count * rows.dimension, alignment: 16)
          defer { bytes.deallocate() }
          try piece.narrow(start: place, length: count).copyBytes(to: bytes)
          try writer.addPage(rows: count, UnsafeRawBufferPointer(bytes), append)
          (place, row) = (place + count, row + count)
          if row == end { writer.endColumn() }
        }
      }
      var metadata: [String: String] = [:]
      if isLabelled { metadata["classes"] = try Self.json(rows.classNames) }
      if let origin { metadata[FeatureOrigin.key] = try origin.json }
      try writer.finish(metadata: metadata, append)
    }
  }

  /// Writes the columns of a group of rows that stand before its features.
  private func addNames(_ group: Range<Int>, to writer: inout ParquetWriter, _ append: ParquetWriter.Output) throws {
    func forEachPage(_ body: (Range<Int>) throws -> Void) rethrows {
      for start in stride(from: group.lowerBound, to: group.upperBound, by: Self.namesPerPage) {
        try body(start..<min(start + Self.namesPerPage, group.upperBound))
      }
    }
    try forEachPage { try writer.addPage($0.map(rows.name), append) }
    writer.endColumn()
    guard isLabelled else { return }
    try forEachPage { try writer.addPage($0.map { Int64(rows.label(at: $0) ?? -1) }, append) }
    writer.endColumn()
    try forEachPage { try writer.addPage($0.map { rows.className(at: $0) ?? "" }, append) }
    writer.endColumn()
  }
}
