import Datasets
import TensorFiles

/// The flags by which commands are told what of a data set is what, and the line that says what they understood.
enum DataOptions {
  static let testPart = Option(
    flag: "--test-part", placeholder: "FOLDER",
    help:
      "The part of the data to measure with, by its folder; by default test, else validation, whichever has classes.")
  static let labelFile = Option(
    flag: "--label-file", placeholder: "FILE.csv",
    help: "A table with the name and the class of each image, for classes that are no folders.")
  static let all = [testPart, labelFile]

  /// Looks at the data of a command line, and says in one line what it is.
  static func open(_ data: DatasetDescription, _ arguments: Arguments) throws -> OpenedData {
    let opened = try OpenedData(data, testPart: arguments.value(testPart), labels: table(arguments))
    Terminal.error(opened.summary.text)
    return opened
  }

  /// The table of classes of a command line; nil without one.
  static func table(_ arguments: Arguments) throws -> LabelTable? {
    try arguments.value(labelFile).map { path in try LabelTable(LabelRows.read(path), source: path) }
  }
}
