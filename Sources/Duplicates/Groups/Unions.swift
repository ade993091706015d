/// Things that are joined into groups: each knows the first of its group.
struct Unions {
  private var parents: [Int32]

  /// `count` things, each in a group of its own.
  init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

  /// The thing that stands for the group.
  mutating func root(of thing: Int) -> Int {
    var thing = Int32(thing)
    while parents[Int(thing)] != thing {
      parents[Int(thing)] = parents[Int(parents[Int(thing)])]
      thing = parents[Int(thing)]
    }
    return Int(thing)
  }

  /// Joins the groups of two things; false if they are one.
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (a, b) = (root(of: a), root(of: b))
    guard a != b else { return false }
    parents[max(a, b)] = Int32(min(a, b))
    return true
  }
}
