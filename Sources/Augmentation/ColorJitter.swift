/// Random changes of brightness, contrast, saturation and hue, in random order, as torchvision's `ColorJitter`.
public struct ColorJitter: Sendable, Equatable {
  /// How often the jitter is applied at all.
  public var probability: Double
  /// The brightness factor is uniform in 1 ± this, never negative; 0 leaves brightness alone.
  public var brightness: Double
  /// The contrast factor is uniform in 1 ± this, never negative; 0 leaves contrast alone.
  public var contrast: Double
  /// The saturation factor is uniform in 1 ± this, never negative; 0 leaves saturation alone.
  public var saturation: Double
  /// The hue's shift is uniform in ± this share of the colour circle, at most 0.5; 0 leaves hue alone.
  public var hue: Double

  /// A jitter of the given strengths.
  public init(
    probability: Double, brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0
  ) {
    self.probability = probability
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  /// Draws the factors and the order.
  func sample(using generator: inout ViewGenerator) -> ColorJitterParameters {
    let permutation = generator.integer(below: ColorJitterParameters.orders.count)
    func factor(_ strength: Double) -> Double? {
      // Drawn even when unused, so that one setting does not change the others' values.
      let value = generator.uniform(in: max(0, 1 - strength)...(1 + strength))
      return strength == 0 ? nil : value
    }
    let brightness = factor(self.brightness)
    let contrast = factor(self.contrast)
    let saturation = factor(self.saturation)
    let shift = generator.uniform(in: -hue...hue)
    return ColorJitterParameters(
      brightness: brightness, contrast: contrast, saturation: saturation, hue: hue == 0 ? nil : shift,
      orderIndex: permutation)
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    for (name, value) in [("brightness", brightness), ("contrast", contrast), ("saturation", saturation)] {
      guard value >= 0 && value.isFinite else {
        throw RecipeError("\(key).\(name)", "\(value) is no strength; write 0 or more")
      }
    }
    guard (0...0.5).contains(hue) else { throw RecipeError("\(key).hue", "\(hue) is no hue shift; write 0 to 0.5") }
  }
}

extension ColorJitter: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, brightness, contrast, saturation, hue }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      probability: try values.decode(Double.self, forKey: .probability),
      brightness: try values.decodeIfPresent(Double.self, forKey: .brightness) ?? 0,
      contrast: try values.decodeIfPresent(Double.self, forKey: .contrast) ?? 0,
      saturation: try values.decodeIfPresent(Double.self, forKey: .saturation) ?? 0,
      hue: try values.decodeIfPresent(Double.self, forKey: .hue) ?? 0)
  }
}
