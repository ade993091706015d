/// How many images of each class were taken for each class.
///
/// Only the counts above 0 are kept, so that it grows with the images and the classes, not with the square of the classes.
public struct ConfusionMatrix: Equatable, Sendable {
  /// How many images of one class were taken for one class.
  public struct Entry: Equatable, Sendable {
    /// The row: the class of the images.
    public let truth: Int
    /// The column: the class that they were taken for.
    public let prediction: Int
    /// The number of images, above 0.
    public let count: Int
  }

  /// The classes that occur among training or test images, in the order of rows and columns.
  public let classNames: [String]
  /// The counts above 0, row by row in the order of the columns.
  public let entries: [Entry]
  /// Where the entries of each row begin, and the end of the last row's.
  private let starts: [Int]

  /// The most classes whose counts are written as a full square.
  public static let mostClassesOfSquare = 100

  /// Counts predictions.
  ///
  /// - Parameters:
  ///   - truth: The label of each test image.
  ///   - predictions: The label that it was given.
  ///   - candidates: The labels that could be given: those of the training images.
  ///   - classNames: The name of each label; labels beyond them are called by their number.
  public init(truth: [Int], predictions: [Int], candidates: [Int], classNames: [String] = []) {
    precondition(truth.count == predictions.count, "each image has one label and one prediction")
    let index = ClassIndex(truth + predictions + candidates)
    let places = zip(truth, predictions).compactMap { label, prediction -> (row: Int, column: Int)? in
      guard let row = index.position(of: label), let column = index.position(of: prediction) else { return nil }
      return (row, column)
    }.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    var entries: [Entry] = []
    for (row, column) in places {
      let sum = entries.last.map { ($0.truth, $0.prediction) == (row, column) ? $0.count : 0 } ?? 0
      if sum > 0 { entries.removeLast() }
      entries.append(Entry(truth: row, prediction: column, count: sum + 1))
    }
    self.init(
      classNames: index.labels.map { classNames.indices.contains($0) ? classNames[$0] : String($0) }, sorted: entries)
  }

  /// Counts above 0 between classes that exist, in order.
  init(classNames: [String], sorted entries: [Entry]) {
    self.classNames = classNames
    self.entries = entries
    var starts = [Int](repeating: 0, count: classNames.count + 1)
    for entry in entries { starts[entry.truth + 1] += 1 }
    for row in classNames.indices { starts[row + 1] += starts[row] }
    self.starts = starts
  }

  /// The counts above 0 of one row, in the order of the columns.
  public func entries(of row: Int) -> ArraySlice<Entry> { entries[starts[row]..<starts[row + 1]] }

  /// The images of class `truth` that were taken for class `prediction`.
  public func count(of truth: Int, takenFor prediction: Int) -> Int {
    entries(of: truth).first { $0.prediction == prediction }?.count ?? 0
  }

  /// All counts as a square, `counts[c][p]`: with thousands of classes gigabytes.
  public var counts: [[Int]] {
    classNames.indices.map { row in
      var line = [Int](repeating: 0, count: classNames.count)
      for entry in entries(of: row) { line[entry.prediction] = entry.count }
      return line
    }
  }

  /// The number of test images of each class.
  public var support: [Int] { classNames.indices.map { entries(of: $0).reduce(0) { $0 + $1.count } } }

  /// The share of images of each class that were recognized; nil for a class without test images.
  public var perClass: [Double?] {
    zip(classNames.indices, support).map { $1 > 0 ? Double(count(of: $0, takenFor: $0)) / Double($1) : nil }
  }

  /// The counts as a square with each row divided by its sum; a row without images stays zero.
  public var normalizedRows: [[Double]] {
    zip(counts, support).map { row, total in row.map { total > 0 ? Double($0) / Double(total) : 0 } }
  }

  /// The classes with test images by their rows, those that are recognized worst first.
  package var worstFirst: [Int] {
    let (support, perClass) = (support, perClass)
    return classNames.indices.filter { support[$0] > 0 }.sorted { (perClass[$0] ?? 0, $0) < (perClass[$1] ?? 0, $1) }
  }

  /// The class that images of class `row` are most often mistaken for, the first of several; nil if none is mistaken.
  package func mainMistake(of row: Int) -> Int? {
    entries(of: row).filter { $0.prediction != row }.max { ($0.count, $1.prediction) < ($1.count, $0.prediction) }?
      .prediction
  }

  /// The same counts with neighbouring classes taken together, so that there are at most `most` groups.
  ///
  /// - Returns: The classes of each group, in order, and how many images of a group were taken for a group.
  package func grouped(most: Int) -> (groups: [Range<Int>], counts: [[Int]]) {
    let size = max(1, (classNames.count + most - 1) / most)
    let groups = stride(from: 0, to: classNames.count, by: size).map { $0..<min($0 + size, classNames.count) }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: groups.count), count: groups.count)
    for entry in entries { counts[entry.truth / size][entry.prediction / size] += entry.count }
    return (groups, counts)
  }
}
