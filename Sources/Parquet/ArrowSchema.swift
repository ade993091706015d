import Foundation

/// What Arrow keeps beside Parquet's own schema, which knows no lists of a fixed length: its schema as a message of its inter-process
/// format ("Arrow Columnar Format", `Schema.fbs` and `Message.fbs`).
struct ArrowSchema {
  /// The key of the file's metadata.
  static let key = "ARROW:schema"

  private let columns: [ParquetColumn]
  private let metadata: [String: String]

  /// The schema of columns, with the file's free text by key: Arrow takes it from here where there is such a message.
  init(_ columns: [ParquetColumn], metadata: [String: String]) { (self.columns, self.metadata) = (columns, metadata) }

  /// The message in Base64.
  var text: String {
    let pairs = metadata.sorted { $0.key < $1.key }.map { FlatTable([(0, .text($0.key)), (1, .text($0.value))]) }
    let schema = FlatTable([(1, .tables(columns.map(Self.field))), (2, .tables(pairs))])
    let (version5, isSchema) = (FlatTable.Value.bits16(4), FlatTable.Value.bits8(1))
    let message = FlatTable([(0, version5), (1, isSchema), (2, .table(schema))]).buffer
    let length = withUnsafeBytes(of: UInt32(message.count).littleEndian) { [UInt8]($0) }
    return Data([0xFF, 0xFF, 0xFF, 0xFF] + length + message).base64EncodedString()
  }

  private static func field(_ column: ParquetColumn) -> FlatTable {
    switch column {
    case .text: field(column.name, type: 5, FlatTable([]))
    case .integer: field(column.name, type: 2, FlatTable([(0, .bits32(64)), (1, .bits8(1))]))
    case .numbers(_, let length):
      field(
        column.name, type: 16, FlatTable([(0, .bits32(UInt32(length)))]),
        children: [field(column.path[2], type: 3, FlatTable([(0, .bits16(1))]))])
    }
  }

  /// A field none of whose values is missing, with the number of its type in the union `Type`.
  private static func field(_ name: String, type: UInt8, _ details: FlatTable, children: [FlatTable] = []) -> FlatTable
  {
    FlatTable([(0, .text(name)), (2, .bits8(type)), (3, .table(details)), (5, .tables(children))])
  }
}
