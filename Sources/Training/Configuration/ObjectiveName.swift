import BarlowTwins

/// The objectives by name.
public enum ObjectiveName: String, CaseIterable, Sendable {
  case barlowTwins = "barlow-twins"
  case invarianceOnly = "invariance-only"
  case contrastive
  case vicreg
  case hsic
  case stopGradient = "stop-gradient"
  case mixedBarlowTwins = "mixed-barlow-twins"
  case cosineSimilarity = "cosine-similarity"

  /// The settings that this objective has and some others do not.
  public var settings: [Setting] {
    switch self {
    case .barlowTwins, .hsic: [.lambda]
    case .contrastive: [.temperature]
    case .mixedBarlowTwins: [.lambda, .mixWeight]
    case .invarianceOnly, .vicreg, .stopGradient, .cosineSimilarity: []
    }
  }

  /// Whether λ weighs the redundancy-reduction term of Barlow Twins, so that a value for one suits the other.
  var hasRedundancyTerm: Bool { self == .barlowTwins || self == .mixedBarlowTwins }

  /// Checks that the objective can be computed on such networks.
  ///
  /// - Throws: ``ConfigurationError`` that says why not.
  public func check(_ sharing: TwinNetworks.Sharing) throws {
    let reason: String
    switch self {
    case .stopGradient: reason = "it predicts one view's embedding from the other's of the same network"
    case .mixedBarlowTwins: reason = "an image mixed of both views belongs to neither tower"
    default: return
    }
    guard sharing == .shared else {
      throw ConfigurationError("the objective \(rawValue) needs --towers shared: \(reason)")
    }
  }
}
