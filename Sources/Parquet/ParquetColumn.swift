/// A column of a Parquet file; each row has a value of it.
package enum ParquetColumn: Equatable, Sendable {
  /// Texts.
  case text(String)
  /// Whole numbers of 64 bits.
  case integer(String)
  /// Lists of `length` numbers in single precision each.
  case numbers(String, length: Int)

  /// Its name.
  var name: String {
    switch self {
    case .text(let name), .integer(let name), .numbers(let name, _): name
    }
  }

  /// The names that lead to its values.
  var path: [String] {
    if case .numbers = self { [name, "list", "element"] } else { [name] }
  }

  /// The values of a row.
  var valuesPerRow: Int {
    if case .numbers(_, let length) = self { length } else { 1 }
  }

  /// The enumeration `Type`.
  var physicalType: Int {
    switch self {
    case .text: 6
    case .integer: 2
    case .numbers: 4
    }
  }

  /// Its elements of the schema (`SchemaElement`), in the structure of three levels that "Parquet Logical Types" gives lists.
  var schema: [ThriftStruct] {
    let (required, repeated) = (0, 2)
    var element = ThriftStruct()
    switch self {
    case .text:
      element.add(1, int32: physicalType)
      element.add(3, int32: required)
      element.add(4, name)
      element.add(6, int32: 0)
      element.add(10, Self.logicalType(1))
      return [element]
    case .integer:
      element.add(1, int32: physicalType)
      element.add(3, int32: required)
      element.add(4, name)
      return [element]
    case .numbers:
      var (list, values) = (ThriftStruct(), ThriftStruct())
      element.add(3, int32: required)
      element.add(4, name)
      element.add(5, int32: 1)
      element.add(6, int32: 3)
      element.add(10, Self.logicalType(3))
      list.add(3, int32: repeated)
      list.add(4, path[1])
      list.add(5, int32: 1)
      values.add(1, int32: physicalType)
      values.add(3, int32: required)
      values.add(4, path[2])
      return [element, list, values]
    }
  }

  /// The union `LogicalType`, of whose members a text is the first and a list the third.
  private static func logicalType(_ member: Int) -> ThriftStruct {
    var union = ThriftStruct()
    union.add(member, ThriftStruct())
    return union
  }
}
