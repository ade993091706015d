/// A hierarchy: which groups were joined, and how far apart they were.
public struct Dendrogram: Sendable, Equatable {
  /// Two groups that became one.
  public struct Join: Sendable, Equatable, Encodable {
    /// The group of the lower number: a leaf has its own, what join i made N + i.
    public let first: Int
    /// The group of the higher number.
    public let second: Int
    /// How far apart they were.
    public let height: Double
    /// The number of leaves below.
    public let leaves: Int
  }

  /// The number of leaves N.
  public let leafCount: Int
  /// The N − 1 joins by ascending height, as the rows of SciPy's linkage matrix.
  public let joins: [Join]

  /// A hierarchy of joins in any order in which groups come before those that they become part of, named by any of their leaves.
  init(leaves: Int, joins found: [(Int, Int, Double)]) {
    leafCount = leaves
    let order = found.indices.sorted { (found[$0].2, $0) < (found[$1].2, $1) }
    // The group that each leaf, or root of a group's tree of leaves, is in.
    var parents = Array(0..<leaves)
    var (numbers, counts) = (Array(0..<leaves), Array(repeating: 1, count: leaves))
    func root(_ leaf: Int) -> Int {
      var leaf = leaf
      while parents[leaf] != leaf {
        parents[leaf] = parents[parents[leaf]]
        leaf = parents[leaf]
      }
      return leaf
    }
    joins = order.enumerated().map { number, place in
      let (a, b) = (root(found[place].0), root(found[place].1))
      let join = Join(
        first: min(numbers[a], numbers[b]), second: max(numbers[a], numbers[b]), height: found[place].2,
        leaves: counts[a] + counts[b])
      parents[a] = b
      (numbers[b], counts[b]) = (leaves + number, counts[a] + counts[b])
      return join
    }
  }

  /// The group of each leaf once all but the last `groups` − 1 joins are made; groups are numbered in the order of their first leaves.
  ///
  /// - Parameter groups: From 1 to N.
  /// - Returns: The number of the group of each leaf.
  public func cut(into groups: Int) -> [Int32] {
    precondition((1...leafCount).contains(groups), "\(groups) groups of \(leafCount) leaves")
    var labels = [Int32](repeating: -1, count: leafCount)
    for (number, leaves) in self.groups(groups).enumerated() {
      for leaf in leaves { labels[leaf] = Int32(number) }
    }
    return labels
  }

  /// The leaves of each of some groups, ascending; the group with the first leaf comes first.
  public func groups(_ count: Int) -> [[Int]] {
    var members = (0..<leafCount).map { [$0] }
    var isPart = [Bool](repeating: false, count: 2 * leafCount - 1)
    for join in joins.prefix(leafCount - count) {
      members.append(members[join.first] + members[join.second])
      isPart[join.first] = true
      isPart[join.second] = true
      (members[join.first], members[join.second]) = ([], [])
    }
    return members.indices.filter { !isPart[$0] }.map { members[$0].sorted() }.sorted { $0[0] < $1[0] }
  }

  /// The tree as text: the height of each join, its two branches below each other.
  ///
  /// - Parameter name: What is shown of a leaf.
  /// - Returns: The lines.
  public func lines(name: (Int) -> String) -> [String] { lines(of: leafCount + joins.count - 1, name) }

  private func lines(of node: Int, _ name: (Int) -> String) -> [String] {
    guard node >= leafCount else { return [name(node)] }
    let join = joins[node - leafCount]
    let head = height(join.height)
    let indent = String(repeating: " ", count: head.count)
    let (first, second) = (lines(of: join.first, name), lines(of: join.second, name))
    return first.enumerated().map { ($0 == 0 ? "\(head) ┬ " : "\(indent) │ ") + $1 }
      + second.enumerated().map { ($0 == 0 ? "\(indent) └ " : "\(indent)   ") + $1 }
  }

  private func height(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
