import Foundation

/// Takes delimited text apart, record by record; fields in quotation marks may hold separators and line ends.
struct DelimitedReader {
  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private let data: Data
  private let separator: UInt8
  private var position: Data.Index
  private var line = 1
  /// Whether the last record ended within quotation marks.
  private(set) var isInsideQuotes = false

  init(_ data: Data, separator: UInt8) {
    self.data = data
    self.separator = separator
    position = data.startIndex
    // Spreadsheets mark UTF-8 by these three bytes.
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  /// The next record and the line that it begins in; nil at the end.
  ///
  /// Empty lines are left out.
  mutating func next() -> (line: Int, fields: [String])? {
    while position < data.endIndex {
      let first = line
      let fields = record()
      if fields != [""] || isInsideQuotes { return (first, fields) }
    }
    return nil
  }

  private mutating func record() -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while position < data.endIndex {
      let byte = data[position]
      position += 1
      if byte == Self.newline { line += 1 }
      if isQuoted {
        if byte != Self.quote {
          field.append(byte)
        } else if position < data.endIndex, data[position] == Self.quote {
          field.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case Self.quote where field.isEmpty: isQuoted = true
      case separator:
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      case Self.newline:
        fields.append(Self.text(field))
        return fields
      default: field.append(byte)
      }
    }
    isInsideQuotes = isQuoted
    fields.append(Self.text(field))
    return fields
  }

  /// The last field of a line, without the carriage return of a line end as on Windows.
  private static func text(_ field: [UInt8]) -> String {
    String(decoding: field.last == carriageReturn ? field.dropLast() : field[...], as: UTF8.self)
  }
}
