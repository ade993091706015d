import Formatting

extension ConfusionMatrix: CustomStringConvertible {
  /// The classes that the text shows; of more, those that are recognized worst.
  private static let shownClasses = 20

  /// A table with the accuracy of each class, worst first, and what it is most often mistaken for.
  public var description: String {
    let (support, perClass) = (support, perClass)
    let tested = worstFirst
    let shown = tested.prefix(Self.shownClasses)
    let head = ["class", "accuracy", "images", "mostly mistaken for"]
    let rows = shown.map { row -> [String] in
      let mistake = mainMistake(of: row).map { column in
        let share = Double(count(of: row, takenFor: column)) / Double(support[row])
        return "\(classNames[column]) (\(NumberText.percent(share)))"
      }
      return [classNames[row], NumberText.percent(perClass[row]), String(support[row]), mistake ?? NumberText.unknown]
    }
    let left = tested.count - shown.count
    let untested = classNames.count - tested.count
    let notes =
      (left > 0 ? ["\(left) more classes are recognized better; the result as JSON has all"] : [])
      + (untested > 0 ? ["\(untested) classes have no test images"] : [])
    return (TextTable.lines([head] + rows, leftColumns: [0, 3]) + notes).joined(separator: "\n")
  }
}
