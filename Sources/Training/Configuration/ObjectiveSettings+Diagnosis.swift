import BarlowTwins

extension ObjectiveSettings {
  /// The objective that resolved settings give; nil if a part is missing.
  public init?(resolved settings: [Setting: SettingValue]) {
    func number(_ setting: Setting) -> Double? {
      if case .number(let value) = settings[setting] { value } else { nil }
    }
    guard let name = settings[.objective].flatMap({ ObjectiveName(rawValue: $0.description) }) else { return nil }
    switch name {
    case .barlowTwins:
      guard let lambda = number(.lambda) else { return nil }
      self = .barlowTwins(lambda: lambda)
    case .invarianceOnly: self = .invarianceOnly
    case .contrastive:
      guard let temperature = number(.temperature), temperature > 0 else { return nil }
      self = .contrastive(temperature: temperature)
    case .vicreg: self = .vicreg
    case .hsic:
      guard let lambda = number(.lambda) else { return nil }
      self = .hsic(lambda: lambda)
    case .stopGradient: self = .stopGradient
    case .mixedBarlowTwins:
      guard let lambda = number(.lambda), let mixWeight = number(.mixWeight) else { return nil }
      self = .mixedBarlowTwins(lambda: lambda, mixWeight: mixWeight)
    case .cosineSimilarity: self = .cosineSimilarity
    }
  }

  /// The least loss that views which agree fully can have with a batch of `samples` and embeddings of `dimension` features;
  /// nil where it is not known.
  public func floor(samples: Int, dimension: Int) -> Double? {
    // What is mixed with what, which the seed decides, has no part in it.
    make(seed: 0).floor(samples: samples, dimension: dimension)
  }

  /// The weight λ in the Barlow Twins loss by which embeddings are diagnosed, whatever they were trained for.
  ///
  /// It is the objective's own where that has the redundancy term of this loss, and the published one else: the λ of `hsic`
  /// weighs another term.
  public var diagnosisLambda: Double {
    switch self {
    case .barlowTwins(let lambda), .mixedBarlowTwins(let lambda, _): lambda
    case .invarianceOnly, .contrastive, .vicreg, .hsic, .stopGradient, .cosineSimilarity:
      BarlowTwinsObjective.publishedLambda
    }
  }
}
