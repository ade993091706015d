import Files
import Foundation
import Torch

/// Embeddings as text: a line per image, numbers separated by commas or tabs (RFC 4180).
///
/// A first line with words in it is a header. A column of names may come first: its header is `name`, `file`, `path`,
/// `image`, `id`, `index` or empty, or it holds something that is no number. A column whose header is `class` or `label`
/// behind it is left out too.
public struct DelimitedTable {
  /// The numbers `[N, D]`, float64.
  public let values: Tensor
  /// The names of the rows; none if there is no column of names.
  public let names: [String]

  private static let nameHeaders: Set = ["", "name", "names", "file", "filename", "path", "image", "id", "index"]
  private static let classHeaders: Set = ["class", "label"]

  /// Reads a file.
  ///
  /// - Throws: `FileError`: `damaged` with the line of what is no number or of a row that is too long or short.
  public init(contentsOf path: String, separator: Character) throws {
    let data = try readFile(path)
    var reader = DelimitedReader(data, separator: separator.asciiValue ?? 0x2C)
    func damaged(_ reason: String) -> FileError { FileError(.damaged, "\(path) is not a usable table: \(reason)") }

    var numbers: [Double] = []
    var names: [String] = []
    var columns: Int?
    var leading = 0
    var isFirst = true
    while let record = reader.next() {
      let (line, fields) = (record.line, record.fields)
      guard !reader.isInsideQuotes else { throw damaged("a quotation mark in line \(line) is not closed") }
      if isFirst {
        isFirst = false
        if let count = Self.header(fields) {
          leading = count
          columns = fields.count
          continue
        }
      }
      if columns == nil || (numbers.isEmpty && names.isEmpty && leading == 0) {
        // Without a header that says so, a first field that is no number is a name.
        leading = max(leading, Self.number(fields[0]) == nil && fields.count > 1 ? 1 : 0)
        columns = columns ?? fields.count
      }
      guard fields.count == columns else {
        throw damaged("line \(line) has \(fields.count) fields, the others have \(columns ?? 0)")
      }
      if leading > 0 { names.append(fields[0]) }
      for (index, field) in fields.enumerated().dropFirst(leading) {
        guard let number = Self.number(field) else {
          throw damaged("field \(index + 1) of line \(line), \"\(field.prefix(24))\", is no number")
        }
        numbers.append(number)
      }
    }
    let rows = columns.map { $0 > leading ? numbers.count / ($0 - leading) : 0 } ?? 0
    guard rows > 0, let columns else { throw damaged("it has no rows of numbers") }
    values = try Tensor.from(numbers, shape: [rows, columns - leading])
    self.names = names
  }

  /// The number of columns before the numbers if the first line is a header, else nil.
  ///
  /// A line with a name and numbers is no header.
  private static func header(_ fields: [String]) -> Int? {
    // What pandas writes above columns without names.
    if fields.count > 2, fields.enumerated().allSatisfy({ Int($0.element) == $0.offset }) { return 0 }
    guard let last = fields.last, number(last) == nil || nameHeaders.contains(fields[0].lowercased()) else {
      return nil
    }
    guard nameHeaders.contains(fields[0].lowercased()) else { return 0 }
    return fields.count > 1 && classHeaders.contains(fields[1].lowercased()) ? 2 : 1
  }

  private static func number(_ field: String) -> Double? {
    Double(field) ?? Double(field.trimmingCharacters(in: .whitespaces))
  }

  /// Writes features `[N, D]`, float32, with their names, and the names of their classes if they have any.
  ///
  /// Each number has as many digits as tell it from its neighbours.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public static func write(_ features: Tensor, names: [String], classes: [String]?, to path: String) throws {
    precondition(features.size(0) == names.count, "each row has a name")
    let dimension = features.size(1)
    let head = ["name"] + (classes == nil ? [] : ["class"]) + (0..<dimension).map { "f\($0)" }
    try AtomicFile.write(to: path) { append in
      func appendLine(_ fields: [String]) throws {
        try Array((fields.joined(separator: ",") + "\n").utf8).withUnsafeBytes { try append($0) }
      }
      try appendLine(head)
      for row in names.indices {
        let numbers = try features.narrow(start: row, length: 1).floats().map { "\($0)" }
        try appendLine([quoted(names[row])] + (classes.map { [quoted($0[row])] } ?? []) + numbers)
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) || text.isEmpty else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
