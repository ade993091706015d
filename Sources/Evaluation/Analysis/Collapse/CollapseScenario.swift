import BarlowTwins

/// A way to train on two views that either collapses or keeps from it: nothing against constant features, nothing against
/// redundant ones, Barlow Twins (Zbontar et al., arXiv 2103.03230), and two other cures.
///
/// They stand in the order in which they are shown; the raw value is what a scenario is called, also as a folder.
package enum CollapseScenario: String, CaseIterable, Sendable {
  case noVariance = "no-variance"
  case noRedundancyTerm = "no-redundancy-term"
  case barlowTwins = "barlow-twins"
  case contrastive
  case stopGradient = "stop-gradient"

  /// What it is called.
  package var name: String { rawValue }

  /// The name of the objective that it trains for.
  package var objective: String {
    switch self {
    case .noVariance: CosineSimilarityObjective.name
    case .noRedundancyTerm: InvarianceOnlyObjective.name
    case .barlowTwins: BarlowTwinsObjective.name
    case .contrastive: ContrastiveObjective.name
    case .stopGradient: StopGradientObjective.name
    }
  }

  /// What may become of the features, the likeliest first.
  package var expected: [Verdict] {
    switch self {
    case .noVariance: [.completeCollapse]
    case .noRedundancyTerm: [.redundant]
    case .barlowTwins, .contrastive: [.healthy]
    case .stopGradient: [.redundant, .healthy]
    }
  }
}
