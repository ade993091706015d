/// The classes that occur in a training set, numbered without gaps in ascending order.
struct ClassIndex: Equatable {
  /// The label of each class.
  let labels: [Int]
  private let positions: [Int: Int]

  init(_ labels: [Int]) {
    self.labels = Set(labels).sorted()
    positions = Dictionary(uniqueKeysWithValues: self.labels.enumerated().map { ($0.element, $0.offset) })
  }

  /// The number of classes.
  var count: Int { labels.count }

  /// The number of a class; nil for a label that does not occur.
  func position(of label: Int) -> Int? { positions[label] }
}
