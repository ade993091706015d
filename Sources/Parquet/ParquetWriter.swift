/// Writes a table as Parquet (parquet.apache.org, "File Format"): groups of rows, in each the columns one after the other, in each of
/// these pages of values, and at the end what there is and where.
///
/// Values are plain and not compressed: features are noise to a compressor. Every method passes on bytes that follow those before.
package struct ParquetWriter {
  package typealias Output = (UnsafeRawBufferPointer) throws -> Void

  private let columns: [ParquetColumn]
  private var position = 0
  private var groups: [ThriftStruct] = []
  private var rowCount = 0
  /// The columns of the group that is being written.
  private var chunks: [ThriftStruct] = []
  private var groupStart = 0
  /// The column that is being written.
  private var (chunkStart, chunkRows) = (0, 0)

  private static let magic = Array("PAR1".utf8)

  /// A writer of columns in this order.
  package init(_ columns: [ParquetColumn]) { self.columns = columns }

  /// Writes the beginning of the file.
  package mutating func begin(_ append: Output) throws { try write(Self.magic, append) }

  /// Writes a page of texts.
  package mutating func addPage(_ texts: some Collection<String>, _ append: Output) throws {
    var values: [UInt8] = []
    for text in texts {
      withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { values += $0 }
      values += text.utf8
    }
    try values.withUnsafeBytes { try addPage(rows: texts.count, $0, append) }
  }

  /// Writes a page of whole numbers.
  package mutating func addPage(_ numbers: [Int64], _ append: Output) throws {
    try numbers.map(\.littleEndian).withUnsafeBytes { try addPage(rows: numbers.count, $0, append) }
  }

  /// Writes a page of the current column.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - values: Their values, as they lie in the file.
  ///   - append: Where to.
  /// - Throws: What `append` throws.
  package mutating func addPage(rows: Int, _ values: UnsafeRawBufferPointer, _ append: Output) throws {
    let column = columns[chunks.count]
    let (plain, runLengths) = (0, 3)
    var levels: [UInt8] = []
    if case .numbers(_, let length) = column {
      // The first value of a row begins a list, the others go on with it; none is missing.
      var (repetitions, definitions) = (RunLengths(), RunLengths())
      for _ in 0..<rows {
        repetitions.add(0, count: 1)
        repetitions.add(1, count: length - 1)
      }
      definitions.add(1, count: rows * length)
      levels = repetitions.prefixed + definitions.prefixed
    }
    var (header, data) = (ThriftStruct(), ThriftStruct())
    data.add(1, int32: rows * column.valuesPerRow)
    data.add(2, int32: plain)
    data.add(3, int32: runLengths)
    data.add(4, int32: runLengths)
    header.add(1, int32: 0)
    header.add(2, int32: levels.count + values.count)
    header.add(3, int32: levels.count + values.count)
    header.add(5, data)
    if chunkRows == 0 { chunkStart = position }
    if chunks.isEmpty, chunkRows == 0 { groupStart = position }
    chunkRows += rows
    try write(header.bytes + levels, append)
    try append(values)
    position += values.count
  }

  /// Ends the column of a group; the pages that follow are of the next one.
  package mutating func endColumn() {
    let (column, size) = (columns[chunks.count], position - chunkStart)
    precondition(chunkRows > 0, "a column has rows")
    var (chunk, details) = (ThriftStruct(), ThriftStruct())
    details.add(1, int32: column.physicalType)
    details.add(2, int32s: [0, 3])
    details.add(3, column.path)
    details.add(4, int32: 0)
    details.add(5, int64: chunkRows * column.valuesPerRow)
    details.add(6, int64: size)
    details.add(7, int64: size)
    details.add(9, int64: chunkStart)
    chunk.add(2, int64: 0)
    chunk.add(3, details)
    chunks.append(chunk)
    guard chunks.count == columns.count else {
      chunkRows = 0
      return
    }
    var group = ThriftStruct()
    group.add(1, chunks)
    group.add(2, int64: position - groupStart)
    group.add(3, int64: chunkRows)
    group.add(5, int64: groupStart)
    group.add(6, int64: position - groupStart)
    groups.append(group)
    rowCount += chunkRows
    (chunks, chunkRows) = ([], 0)
  }

  /// Writes the end of the file.
  ///
  /// - Parameters:
  ///   - metadata: Free text by key.
  ///   - append: Where to.
  /// - Throws: What `append` throws.
  package mutating func finish(metadata: [String: String], _ append: Output) throws {
    precondition(chunks.isEmpty && chunkRows == 0, "the last group has all columns")
    var (root, file) = (ThriftStruct(), ThriftStruct())
    root.add(4, "schema")
    root.add(5, int32: columns.count)
    file.add(1, int32: 2)
    file.add(2, [root] + columns.flatMap(\.schema))
    file.add(3, int64: rowCount)
    file.add(4, groups)
    let texts = metadata.merging([ArrowSchema.key: ArrowSchema(columns, metadata: metadata).text]) { own, _ in own }
    file.add(
      5,
      texts.sorted { $0.key < $1.key }.map { key, value in
        var pair = ThriftStruct()
        pair.add(1, key)
        pair.add(2, value)
        return pair
      })
    file.add(6, "barlow")
    let bytes = file.bytes
    try write(bytes + withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { [UInt8]($0) } + Self.magic, append)
  }

  private mutating func write(_ bytes: [UInt8], _ append: Output) throws {
    try bytes.withUnsafeBytes { try append($0) }
    position += bytes.count
  }
}
