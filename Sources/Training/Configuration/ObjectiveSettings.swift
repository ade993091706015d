import BarlowTwins

/// An objective with the numbers that it has.
public enum ObjectiveSettings: Equatable, Sendable {
  case barlowTwins(lambda: Double)
  case invarianceOnly
  case contrastive(temperature: Double)
  case vicreg
  case hsic(lambda: Double)
  case stopGradient
  case mixedBarlowTwins(lambda: Double, mixWeight: Double)
  case cosineSimilarity

  /// The objective's name.
  public var name: ObjectiveName {
    switch self {
    case .barlowTwins: .barlowTwins
    case .invarianceOnly: .invarianceOnly
    case .contrastive: .contrastive
    case .vicreg: .vicreg
    case .hsic: .hsic
    case .stopGradient: .stopGradient
    case .mixedBarlowTwins: .mixedBarlowTwins
    case .cosineSimilarity: .cosineSimilarity
    }
  }

  /// The weight λ of what is off the diagonal of C; nil if the objective has none.
  public var lambda: Double? {
    switch self {
    case .barlowTwins(let lambda), .hsic(let lambda), .mixedBarlowTwins(let lambda, _): lambda
    default: nil
    }
  }

  /// Whether the network needs a predictor.
  public var needsPredictor: Bool { self == .stopGradient }

  /// The objective as a training step computes it; the mixing of images depends on the seed.
  public func make(seed: UInt64) -> TrainingObjective {
    switch self {
    case .barlowTwins(let lambda): .pairwise(BarlowTwinsObjective(lambda: lambda))
    case .invarianceOnly: .pairwise(InvarianceOnlyObjective())
    case .contrastive(let temperature): .pairwise(ContrastiveObjective(temperature: temperature))
    case .vicreg: .pairwise(VICRegObjective())
    case .hsic(let lambda): .pairwise(HSICObjective(lambda: lambda))
    case .stopGradient: .stopGradient(StopGradientObjective())
    case .mixedBarlowTwins(let lambda, let mixWeight):
      .mixed(MixedBarlowTwinsObjective(lambda: lambda, mixWeight: mixWeight), seed: seed)
    case .cosineSimilarity: .pairwise(CosineSimilarityObjective())
    }
  }
}
