/// Which images `select` looks for.
enum SelectionMode: String, CaseIterable {
  case diverse, typical, outliers, mislabelled, uncertain
  case farFromLabelled = "far-from-labelled"

  /// Whether it finds a number of its own unless told one.
  var hasOwnCount: Bool { self == .outliers || self == .mislabelled }

  /// What the number beside each image is.
  var scoreName: String {
    switch self {
    case .diverse: "distance from those before"
    case .typical: "images it stands for"
    case .outliers: "robust deviations"
    case .mislabelled: "votes for another class"
    case .uncertain: "margin of the first choice"
    case .farFromLabelled: "distance from labelled and those before"
    }
  }
}
