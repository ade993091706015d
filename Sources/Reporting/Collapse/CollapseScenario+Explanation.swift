import Evaluation

extension CollapseScenario {
  /// What the objective asks for and what it does not, in a sentence.
  package var explanation: String {
    switch self {
    case .noVariance:
      "The embeddings of two views of an image shall have the same direction. One direction for all images does that best."
    case .noRedundancyTerm:
      "Batch normalization keeps every feature varying, and the views shall agree. Nothing keeps a feature "
        + "from repeating another."
    case .barlowTwins:
      "The views shall agree, and features shall not be correlated with each other: C becomes the identity."
    case .contrastive: "Another cure: the embeddings of different images in a batch repel each other (NT-Xent)."
    case .stopGradient:
      "Another cure: one branch predicts the other, which takes no gradient (SimSiam). It keeps images apart, but "
        + "asks nothing of features among themselves; small networks are known to leave part of them redundant "
        + "(arXiv 2209.15007)."
    }
  }
}
