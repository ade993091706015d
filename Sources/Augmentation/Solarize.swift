/// An inversion of the bright values.
public struct Solarize: Sendable, Equatable {
  /// How often it is applied.
  public var probability: Double
  /// Values from this one to 255 are inverted.
  public var threshold: Int

  /// A solarization with a threshold.
  public init(probability: Double, threshold: Int = 128) {
    self.probability = probability
    self.threshold = threshold
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    guard (0...255).contains(threshold) else {
      throw RecipeError("\(key).threshold", "\(threshold) is no 8-bit value; write 0 to 255")
    }
  }
}

extension Solarize: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, threshold }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(probability: try values.decode(Double.self, forKey: .probability))
    if let threshold = try values.decodeIfPresent(Int.self, forKey: .threshold) { self.threshold = threshold }
  }
}
