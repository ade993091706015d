/// Exactly one of grayscale, solarization and Gaussian blur, each equally often.
///
/// From H. Touvron et al., "DeiT III: Revenge of the ViT" (arXiv 2204.07118, section 3.2), who apply it to every view,
/// between the flip and the colour jitter; the defaults of `sigma` and `threshold` are those of their code.
public struct ThreeAugment: Sendable, Equatable {
  /// How often one of the three is applied; 1 in the paper.
  public var probability: Double
  /// The range of the blur's standard deviation, in pixels of the view.
  public var sigma: ClosedRange<Double>
  /// The solarization inverts values from this one to 255.
  public var threshold: Int

  /// A choice among the three.
  public init(probability: Double, sigma: ClosedRange<Double> = 0.1...2.0, threshold: Int = 128) {
    self.probability = probability
    self.sigma = sigma
    self.threshold = threshold
  }

  /// Draws one of the three.
  func sample(using generator: inout ViewGenerator) -> ThreeAugmentChoice {
    let number = generator.integer(below: 3)
    // Drawn even when unused, so that the choice does not change what follows.
    let width = generator.uniform(in: sigma)
    return switch number {
    case 0: .grayscale
    case 1: .solarize(threshold: threshold)
    default: .blur(sigma: width)
    }
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    try GaussianBlur(probability: probability, sigma: sigma).validate(key)
    try Solarize(probability: probability, threshold: threshold).validate(key)
  }
}

extension ThreeAugment: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, sigma, threshold }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(probability: try values.decode(Double.self, forKey: .probability))
    if let sigma = try values.decodeIfPresent(ClosedRange<Double>.self, forKey: .sigma) { self.sigma = sigma }
    if let threshold = try values.decodeIfPresent(Int.self, forKey: .threshold) { self.threshold = threshold }
  }
}
