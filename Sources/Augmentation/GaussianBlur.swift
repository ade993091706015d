/// A blur of random width.
public struct GaussianBlur: Sendable, Equatable {
  /// How often the blur is applied.
  public var probability: Double
  /// The range of the standard deviation, in pixels of the view.
  public var sigma: ClosedRange<Double>

  /// A blur with σ uniform in a range.
  public init(probability: Double, sigma: ClosedRange<Double> = 0.1...2.0) {
    self.probability = probability
    self.sigma = sigma
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    guard sigma.lowerBound >= 0 && sigma.upperBound <= 100 else {
      throw RecipeError("\(key).sigma", "\(sigma) is no range of blur widths; write two numbers from 0 to 100 pixels")
    }
  }
}

extension GaussianBlur: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, sigma }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(probability: try values.decode(Double.self, forKey: .probability))
    if let sigma = try values.decodeIfPresent(ClosedRange<Double>.self, forKey: .sigma) { self.sigma = sigma }
  }
}
