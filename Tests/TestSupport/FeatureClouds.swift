/// Rows of features around the middles of groups, for tests of what groups and selects them.
public struct FeatureClouds {
  /// The features of each row.
  public let rows: [[Float]]
  /// The group of each row, in turn 0, 1, ….
  public let groups: [Int]

  /// `count` rows of `groups` groups; `spread` is how far rows are from their middles, beside about 1 between middles.
  public init(_ count: Int, dimension: Int, groups: Int, spread: Float, seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    // The sum of three uniform numbers is round enough (Numerical Recipes' constants of a linear congruence).
    func draw() -> Float {
      (0..<3).reduce(Float(-1.5)) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Float(state >> 40) / Float(1 << 24)
      }
    }
    let middles = (0..<groups).map { _ in (0..<dimension).map { _ in draw() } }
    self.groups = (0..<count).map { $0 % groups }
    rows = self.groups.map { group in middles[group].map { $0 + spread * draw() } }
  }
}

extension ReferenceArray {
  /// Rows of one length.
  public init(_ rows: [[Float]]) {
    self.init(shape: [rows.count, rows.first?.count ?? 0], values: rows.flatMap { $0.map(Double.init) })
  }
}
