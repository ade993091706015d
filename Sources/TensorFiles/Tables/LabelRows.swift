import Files
import Foundation

/// The rows of a table of names and classes.
public enum LabelRows {
  /// What the two columns may be called in a first row, in lower case.
  private static let nameColumns: Set = [
    "name", "file", "filename", "file_name", "image", "image_name", "image_id", "id", "path", "fname",
  ]
  private static let labelColumns: Set = [
    "class", "label", "labels", "class_name", "classname", "category", "target", "breed", "species", "y", "variety",
    "diagnosis",
  ]

  /// Reads a table of comma- or tab-separated values.
  ///
  /// A first row that names its columns says which two count; without one they are the first two.
  ///
  /// - Throws: `FileError`: `missing` if there is no file, `damaged` if a row lacks one of the two.
  public static func read(_ path: String) throws -> [(name: String, label: String)] {
    let data = try readFile(path)
    let firstLine = data.prefix { $0 != UInt8(ascii: "\n") }
    let separator = [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { firstLine.contains($0) } ?? UInt8(ascii: ",")
    var reader = DelimitedReader(data, separator: separator)
    var columns = (name: 0, label: 1)
    var rows: [(name: String, label: String)] = []
    var isFirst = true
    while let (line, fields) = reader.next() {
      let fields = fields.map { $0.trimmingCharacters(in: .whitespaces) }
      if isFirst {
        isFirst = false
        let titles = fields.map { $0.lowercased() }
        if let label = titles.firstIndex(where: labelColumns.contains) {
          let name = titles.firstIndex(where: nameColumns.contains) ?? titles.indices.first { $0 != label }
          guard let name else {
            throw FileError(.damaged, "\(path) has one column; write a name and a class in each row")
          }
          columns = (name, label)
          continue
        }
      }
      guard fields.indices.contains(max(columns.name, columns.label)), !fields[columns.name].isEmpty,
        !fields[columns.label].isEmpty
      else {
        throw FileError(.damaged, "line \(line) of \(path) lacks a name or a class; write both, separated by a comma")
      }
      rows.append((fields[columns.name], fields[columns.label]))
    }
    guard !reader.isInsideQuotes else { throw FileError(.damaged, "\(path) ends inside quotation marks; complete it") }
    return rows
  }
}
