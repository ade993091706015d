/// The classes that occur in a training set, numbered without gaps in ascending order.
package struct ClassIndex: Equatable {
  /// The label of each class.
  package let labels: [Int]
  private let positions: [Int: Int]

  package init(_ labels: [Int]) {
    self.labels = Set(labels).sorted()
    positions = Dictionary(uniqueKeysWithValues: self.labels.enumerated().map { ($0.element, $0.offset) })
  }

  /// The number of classes.
  package var count: Int { labels.count }

  /// The number of a class; nil for a label that does not occur.
  package func position(of label: Int) -> Int? { positions[label] }
}
