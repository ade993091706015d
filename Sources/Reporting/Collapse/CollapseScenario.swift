import BarlowTwins

/// A way to train on two views that either collapses or keeps from it: nothing against constant features, nothing against
/// redundant ones, Barlow Twins (Zbontar et al., arXiv 2103.03230), and two other cures.
public struct CollapseScenario: Sendable, Equatable {
  /// What it is called, also as a folder.
  public let name: String
  /// The objective that it trains for, as `--objective` names it.
  public let objective: String
  /// What the objective asks for and what it does not, in a sentence.
  public let explanation: String
  /// What may become of the features, the likeliest first.
  public let expected: [Verdict]

  /// The scenarios in the order in which they are shown.
  public static let all = [
    CollapseScenario(
      name: "no-variance", objective: "cosine-similarity",
      explanation:
        "The embeddings of two views of an image shall have the same direction. One direction for all images does that best.",
      expected: [.completeCollapse]),
    CollapseScenario(
      name: "no-redundancy-term", objective: "invariance-only",
      explanation:
        "Batch normalization keeps every feature varying, and the views shall agree. Nothing keeps a feature "
        + "from repeating another.", expected: [.redundant]),
    CollapseScenario(
      name: "barlow-twins", objective: "barlow-twins",
      explanation:
        "The views shall agree, and features shall not be correlated with each other: C becomes the identity.",
      expected: [.healthy]),
    CollapseScenario(
      name: "contrastive", objective: "contrastive",
      explanation: "Another cure: the embeddings of different images in a batch repel each other (NT-Xent).",
      expected: [.healthy]),
    CollapseScenario(
      name: "stop-gradient", objective: "stop-gradient",
      explanation:
        "Another cure: one branch predicts the other, which takes no gradient (SimSiam). It keeps images apart, but "
        + "asks nothing of features among themselves; small networks are known to leave part of them redundant "
        + "(arXiv 2209.15007).", expected: [.redundant, .healthy]),
  ]
}
