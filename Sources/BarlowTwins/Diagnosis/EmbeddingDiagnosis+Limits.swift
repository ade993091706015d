extension EmbeddingDiagnosis {
  /// The relative spread under which all images count as having the same features.
  public static let leastRelativeSpread = 0.01
  /// The spread of directions under which images count as having the same features, up to a factor that a loss of cosines
  /// does not see.
  public static let leastDirectionalSpread = 0.03
  /// The spread of directions beside the relative spread under which embeddings count as having one direction: their sizes differ,
  /// and little else.
  ///
  /// Sixty small trainings on Fashion-MNIST, CIFAR-10 and photographs had more than 0.4 without a collapse, and an offset that all
  /// images share leaves it near 1; those that pulled views together with nothing to keep images apart had at most 0.11.
  public static let leastDirectionalShare = 0.2
  /// The mean share of the features' variance that survives the ε of batch normalization, 1e-5, under which they count as
  /// constant: what the loss cannot see is not there, however it is scaled.
  public static let leastLiveShare = 0.5
  /// The agreement of views under which a network counts as not yet trained: the mean C_ii, or how much closer views of
  /// one image are than views of different images, whichever is more.
  ///
  /// Embeddings that share nothing have 0. ResNets as they are initialized have 0.15 to 0.31 on views of Fashion-MNIST,
  /// CIFAR-10 and photographs with projectors of 512 to 2,048 features: random features tell bright images from dark ones.
  /// Within some 20 steps of training it passes 0.4, and ends above 0.8, be the features redundant or healthy.
  public static let leastAgreement = 0.35
  /// The share of the attainable dimensions, min(N − 1, D), under which features count as redundant.
  ///
  /// On Fashion-MNIST with 512 features, a minute without the redundancy term ends at 0.02, a minute with it at 0.13.
  public static let leastDimensionShare = 0.1
  /// The root mean square of C_ij for i ≠ j, beyond what chance gives as many images, over which features count as
  /// redundant: noise hides repetition from the rank of one view, but not from the correlation of two.
  public static let mostRMSOffDiagonal = 0.3
}
