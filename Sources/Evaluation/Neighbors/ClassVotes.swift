/// The votes of a query's neighbours for classes, of which few of thousands get any.
struct ClassVotes {
  /// The sum of the votes for each class.
  private var weights: [Double]
  /// The classes with votes, in the order in which they got the first.
  private var voted: [Int] = []

  init(classCount: Int) { weights = [Double](repeating: 0, count: classCount) }

  /// Takes back all votes.
  mutating func clear() {
    for index in voted { weights[index] = 0 }
    voted.removeAll(keepingCapacity: true)
  }

  /// Adds a vote of `weight`, which may be so far behind the others that it is 0.
  mutating func add(_ weight: Double, to index: Int) {
    guard weight > 0 else { return }
    if weights[index] == 0 { voted.append(index) }
    weights[index] += weight
  }

  /// The class with the most votes, the lowest of several; class 0 if there are none.
  var winner: Int { voted.max { (weights[$0], $1) < (weights[$1], $0) } ?? 0 }

  /// How many classes come before a class: those with more votes, and the lower ones with as many.
  ///
  /// - Returns: nil for a class that nobody votes for: it is not among the first five, even if there are fewer with votes.
  func place(of index: Int) -> Int? {
    let own = weights[index]
    guard own > 0 else { return nil }
    return voted.count { weights[$0] > own || (weights[$0] == own && $0 < index) }
  }
}
