import Files
import Foundation
import Torch

/// Embeddings as text: a line per image, numbers separated by commas or tabs (RFC 4180).
///
/// A first line without numbers is a header, and so is one that counts the columns from 0. A column of names is left out:
/// its header is `name`, `file`, `filename`, `path`, `image`, `id`, `index` or, of the first column, empty; or it is the
/// first and begins with a word. So is a column of classes, whose header is `class`, `label`, `target` or `category`
/// wherever it stands, and any other column that begins with a word. ``notes`` tells which columns these are.
public struct DelimitedTable {
  /// The numbers `[N, D]`, float64.
  public let values: Tensor
  /// The names of the rows; none if there is no column of names.
  public let names: [String]
  /// What a reader of the numbers must know: which columns are left out, and which may be something else, a sentence each.
  public let notes: [String]

  /// Reads a file.
  ///
  /// - Throws: `FileError`: `damaged` with the line of what is no number or of a row that is too long or short.
  public init(contentsOf path: String, separator: Character) throws {
    let data = try readFile(path)
    var reader = DelimitedReader(data, separator: separator.asciiValue ?? 0x2C)
    func damaged(_ reason: String) -> FileError { FileError(.damaged, "\(path) is not a usable table: \(reason)") }

    var numbers: [Double] = []
    var names: [String] = []
    var rows = 0
    var columns: TableColumns?
    // Asked for once: they are looked up again and again.
    var (features, words, name): ([Int], [Int], Int?) = ([], [], nil)
    while let record = reader.next() {
      let (line, fields) = (record.line, record.fields)
      guard !reader.isInsideQuotes else { throw damaged("a quotation mark in line \(line) is not closed") }
      if columns == nil {
        columns = TableColumns(first: fields)
        if columns?.headers != nil { continue }
      }
      guard var known = columns, fields.count == known.roles.count else {
        throw damaged("line \(line) has \(fields.count) fields, the others have \(columns?.roles.count ?? 0)")
      }
      if rows == 0 {
        known.note(firstRow: fields)
        columns = known
        (features, words, name) = (known.features, known.words, known.name)
      }
      rows += 1
      if let name { names.append(fields[name]) }
      for index in features {
        guard let number = TableColumns.number(fields[index]) else {
          throw damaged("field \(index + 1) of line \(line), \"\(fields[index].prefix(24))\", is no number")
        }
        numbers.append(number)
      }
      for index in words where TableColumns.number(fields[index]) != nil {
        throw damaged(
          "\(known.title(index)) holds words above line \(line) and the number \(fields[index].prefix(24)) in it; "
            + "correct the first row, or give the column the header label")
      }
    }
    guard let columns, rows > 0, !features.isEmpty else { throw damaged("it has no rows of numbers") }
    values = try Tensor.from(numbers, shape: [rows, features.count])
    self.names = names
    notes = columns.notes + Self.doubts(numbers, features, columns)
  }

  /// A sentence on a column of whole numbers beside fractions, which may be labels without a header that says so.
  private static func doubts(_ numbers: [Double], _ features: [Int], _ columns: TableColumns) -> [String] {
    let width = features.count
    guard width > 2 else { return [] }
    let whole = (0..<width).filter { place in
      stride(from: place, to: numbers.count, by: width).allSatisfy { numbers[$0].rounded() == numbers[$0] }
    }
    guard whole.count == 1, let place = whole.first,
      stride(from: place, to: numbers.count, by: width).contains(where: { numbers[$0] != numbers[place] })
    else { return [] }
    return [
      "\(columns.title(features[place])) alone holds whole numbers, as classes do, and counts as a feature; "
        + "give it the header label to leave it out"
    ]
  }
}
